import "./MomentPanel.css";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import type { HistoryRow, PastState } from "../../model/engine";
import { quantitiesOf } from "../../model/quantities";
import type { GoalView } from "../../state/app";
import { closePast } from "../../state/past";
import { Term } from "../../ui/Term";
import { UserText } from "../../ui/UserText";
import { deviceName } from "./device-name";
import { Figures } from "./Figures";
import { MoversOf } from "./Movers";
import { revealed } from "./reveal";
import { sentenceOf } from "./sentence";

function Ids({ row }: { row: HistoryRow }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t("history.commit")}</dt>
        <dd class="mono">{row.commit}</dd>
      </div>
      <div>
        <dt>
          <Term term="state_hash" />
        </dt>
        <dd class="mono" data-testid="moment-hash">
          {row.state_hash}
        </dd>
      </div>
    </dl>
  );
}

/** The replayed state of a commit beside the present one. */
export function MomentPanel({ past, view }: { past: PastState; view: GoalView }) {
  const { live, row } = past;
  const did = sentenceOf(row);
  const device = row.device && deviceName(row.device);
  const panel = useRef<HTMLElement>(null);
  const asked = revealed.value;
  // On a small screen the panel is below the list.
  useEffect(() => {
    if (asked !== row.commit) return;
    panel.current?.scrollIntoView({ block: "nearest" });
    revealed.value = null;
  }, [asked, row.commit]);
  return (
    <section ref={panel} class="panel moment" aria-labelledby="moment-title" data-testid="moment">
      <h2 id="moment-title">{t("history.at", { when: dateTime(row.t_ms) })}</h2>
      <p class="lead">
        <UserText of={row.label} or={t(`history.${row.kind}`)} />
      </p>
      {did && (
        <p class="moment-did" data-testid="moment-did">
          {did}
        </p>
      )}
      {row.note && (
        <p class="note" data-testid="moment-note">
          <UserText of={row.note} />
        </p>
      )}
      <p class="muted">
        {t("history.nodes", { count: live.graph.nodes.length })},{" "}
        {t("history.edges", { count: live.graph.edges.length })}
        {device && ` · ${device}`}
      </p>
      <MoversOf vault={view.vault} row={row} />
      <Figures
        caption={t("goal.quantities")}
        one={quantitiesOf(live)}
        other={quantitiesOf(view.live)}
        heads={{ one: t("history.past"), other: t("history.nowCol"), difference: t("mode.change") }}
        prefix="moment"
        parts={{ one: "live", other: "sim" }}
      />
      <Ids row={row} />
      <button type="button" class="button" data-testid="moment-close" onClick={closePast}>
        {t("history.back")}
      </button>
    </section>
  );
}
