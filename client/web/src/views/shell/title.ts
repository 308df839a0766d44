/** The title of the window: page, goal and app. */
import { t } from "../../i18n";
import { isMore, type Page } from "../../model/pages";
import { shown } from "../../model/text";

/** Pages that show one goal. */
const OF_GOAL: readonly Page[] = ["goal", "route", "mandala", "history", "summary"];

function nameOf(page: Page): string {
  if (isMore(page)) return t(`more.${page}`);
  return page === "data" ? t("data.heading") : t(`nav.${page}`);
}

/** `goal` is the name of the open goal. Without one, the goal page is the first page of the app. */
export function titleOf(page: Page, goal: string | undefined): string {
  const name = OF_GOAL.includes(page) ? shown(goal) : "";
  const isFirst = page === "goal" && !name;
  return [isFirst ? "" : nameOf(page), name, t("app.name")].filter(Boolean).join(" · ");
}
