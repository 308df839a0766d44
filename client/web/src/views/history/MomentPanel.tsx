import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import type { GoalView } from "../../state/app";
import { closeMoment, type Moment } from "../../state/history";
import { NUMBERS } from "../../state/quantities";
import { still } from "../../state/readings";
import { Core } from "../../ui/Core";
import { QuantityTable } from "../../ui/quantities";
import { Trajectory } from "../../ui/Trajectory";
import { deviceName } from "./CommitItem";

/** A commit's state, replayed, beside the present one. */
export function MomentPanel({ past, view }: { past: Moment; view: GoalView }) {
  const { live, context, row } = past;
  const then = useMemo(() => still(live, null), [live]);
  const beside = useMemo(() => still(live, view.live), [live, view.live]);
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
        <Core of={then.readings} />
        <Trajectory of={then.forecasts} />
      </div>
      <QuantityTable
        keys={NUMBERS}
        of={beside.readings}
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
