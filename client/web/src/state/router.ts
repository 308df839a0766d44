/** The page in the address: `#/history`. The hash never holds anything private. */
import { signal } from "@preact/signals";

export const PAGES = ["goal", "route", "mandala", "history", "devices", "settings"] as const;
/** Reached from the settings, and by their address. */
export const MORE_PAGES = ["summary", "changes", "report", "privacy", "terms"] as const;
export type MorePage = (typeof MORE_PAGES)[number];
export type Page = (typeof PAGES)[number] | MorePage | "data";

export const isMore = (name: Page): name is MorePage =>
  (MORE_PAGES as readonly string[]).includes(name);

export function pageOf(hash: string): Page {
  const name = hash.replace(/^#\/?/, "");
  const known: readonly string[] = [...PAGES, ...MORE_PAGES, "data"];
  return known.includes(name) ? (name as Page) : "goal";
}

export const page = signal<Page>("goal");

export function hrefOf(target: Page): string {
  return `#/${target}`;
}

const NEW_GOAL = "#/new";

/** `onNewGoal`: a shortcut, or another app that shares a text, asks for a new goal. */
export function startRouter(onNewGoal: () => void): void {
  const follow = () => {
    if (location.hash === NEW_GOAL) {
      history.replaceState(null, "", hrefOf("goal"));
      onNewGoal();
    }
    const next = pageOf(location.hash);
    // Another page begins at its top, wherever the last one was left.
    if (next !== page.value) scrollTo(0, 0);
    page.value = next;
  };
  addEventListener("hashchange", follow);
  follow();
}
