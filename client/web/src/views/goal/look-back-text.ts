import { t } from "../../i18n";
import { ago, dateTime } from "../../i18n/format";

/** When the last commit was. `at` is its time, null without one. */
export function lastText(at: number | null, now: number): string {
  if (at === null) return t("record.noCommit");
  return at > now
    ? t("record.lastAhead", { when: dateTime(at) })
    : t("record.last", { when: ago(now - at) });
}

/** How many days it is to the date of the goal, or since. */
export function dueText(days: number): string {
  if (days === 0) return t("record.dueToday");
  return days > 0 ? t("record.dueIn", { count: days }) : t("record.dueAgo", { count: -days });
}
