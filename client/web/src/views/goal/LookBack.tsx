import "./LookBack.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { dayOf, quantity } from "../../i18n/format";
import { daysUntil, weekBefore } from "../../model/days";
import type { TipThen } from "../../model/engine";
import { MAIN_QUANTITIES } from "../../model/quantities";
import { whenIdle } from "../../platform/idle";
import type { GoalView } from "../../state/app";
import { historyReady } from "../../state/arriving";
import { readings } from "../../state/readings";
import { readTipThen, tipThen } from "../../state/tip-then";
import { nameOf } from "../../ui/Quantities";
import { useNow } from "../../ui/use-now";
import { dueText, lastText } from "./look-back-text";

/** A goal with one commit has its genesis only. */
const isFresh = (view: GoalView) => view.commits < 2;

function Values({ of, caption }: { of: NonNullable<TipThen["then"]>; caption: string }) {
  const live = readings.live.value;
  return (
    <>
      <p>{caption}</p>
      <dl aria-label={caption}>
        {MAIN_QUANTITIES.map((name) => (
          <div key={name}>
            <dt>{nameOf(name)}</dt>
            <dd data-testid={`week-${name}`}>
              {quantity(of.columns[name]?.[0] ?? 0)} → {quantity(live[name])}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Week({ of, head }: { of: TipThen; head: string }) {
  const { then, first } = of;
  if (!then)
    return <Values of={first} caption={t("record.sinceStart", { day: dayOf(first.t_ms) })} />;
  if (then.commit === head) return <p>{t("record.sameWeek")}</p>;
  return <Values of={then} caption={t("record.sinceWeek")} />;
}

/** The time since the last commit, the time to the date, and the main quantities a week ago. */
export function LookBack({ view }: { view: GoalView }) {
  const { vault, head } = view;
  // A commit may be newer than the last tick.
  const now = Math.max(useNow(), Date.now());
  // Not the day as it is shown: the first formatter of a page takes as long as the rest of its first render.
  const today = new Date(now).toDateString();
  const isReady = historyReady.value;
  const fresh = isFresh(view);
  useEffect(() => {
    if (!isReady || fresh) return undefined;
    return whenIdle(() => void readTipThen(vault, weekBefore(Date.now())));
  }, [isReady, vault, head, fresh, today]);
  const days = daysUntil(view.context.goal?.due ?? "", now);
  const known = tipThen(vault, head);
  return (
    <section class="look-back" aria-label={t("record.lookBack")} data-testid="look-back">
      <p class="look-back-times">
        <span data-testid="last-commit">{lastText(fresh ? null : view.live.t_ms, now)}</span>
        {days !== null && <span data-testid="days-to-date">{dueText(days)}</span>}
      </p>
      {!fresh && <div class="look-back-week">{known && <Week of={known} head={head} />}</div>}
    </section>
  );
}
