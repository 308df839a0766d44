import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { closeMoment, type Moment } from "../../state/history";
import type { VaultView } from "../../state/model";
import { NUMBERS, quantitiesOf } from "../../state/quantities";
import { Core } from "../../ui/Core";
import { QuantityTable } from "../../ui/quantities";
import { Trajectory } from "../../ui/Trajectory";
import { deviceName } from "./CommitItem";

/** A commit's state, replayed, beside the present one. */
export function MomentPanel({ past, view }: { past: Moment; view: VaultView }) {
  const { live, context, row } = past;
  const then = quantitiesOf(live);
  const panel = useRef<HTMLElement>(null);
  // On a small screen it stands below the list.
  useEffect(() => panel.current?.scrollIntoView({ block: "nearest" }), [row.commit]);
  return (
    <section ref={panel} class="panel moment" aria-labelledby="moment-title" data-testid="moment">
      <h2 id="moment-title">{t("history.at", { when: dateTime(row.t_ms) })}</h2>
      <p class="lead">{row.label || t(`history.${row.kind}`)}</p>
      {row.note && (
        <p class="note" data-testid="moment-note">
          {row.note}
        </p>
      )}
      {context.goal?.title && (
        <p class="muted">
          {t("history.words")}: {context.goal.title}
        </p>
      )}
      <p class="muted">
        {t("history.nodes", { count: live.graph.nodes.length })},{" "}
        {t("history.edges", { count: live.graph.edges.length })}
        {row.device && ` · ${deviceName(row.device)}`}
      </p>
      <div class="moment-pictures">
        <Core live={then} sim={null} />
        <Trajectory live={live.forecast} sim={null} />
      </div>
      <QuantityTable
        keys={NUMBERS}
        live={then}
        sim={quantitiesOf(view.live)}
        caption={t("goal.quantities")}
        heads={{ live: t("history.past"), sim: t("history.nowCol") }}
        testPrefix="moment"
      />
      <dl class="facts">
        <div>
          <dt>{t("history.commit")}</dt>
          <dd class="mono">{row.commit}</dd>
        </div>
        <div>
          <dt>{t("history.hash")}</dt>
          <dd class="mono" data-testid="moment-hash">
            {row.state_hash}
          </dd>
        </div>
      </dl>
      <button type="button" class="button" data-testid="moment-close" onClick={closeMoment}>
        {t("history.back")}
      </button>
    </section>
  );
}
