import { t } from "../i18n";
import { shown } from "../model/text";

/** The name of a goal, or the words that stand in for a blank one. */
export function goalName(goal: { name: string }): string {
  return shown(goal.name) || t("vault.untitled");
}
