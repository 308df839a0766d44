/** The pages, and their addresses: `#/history`. The hash never holds anything private. */

export const PAGES = ["goal", "route", "mandala", "history", "devices", "settings"] as const;
/** Reached from the settings, and by their address. */
export const MORE_PAGES = ["summary", "changes", "report", "privacy", "terms"] as const;
export type MorePage = (typeof MORE_PAGES)[number];
export type Page = (typeof PAGES)[number] | MorePage | "data";

/** A shortcut, or another app that shares a text, asks for a new goal. */
export const NEW_GOAL = "#/new";

export const isMore = (name: Page): name is MorePage =>
  (MORE_PAGES as readonly string[]).includes(name);

export function pageOf(hash: string): Page {
  const name = hash.replace(/^#\/?/, "");
  const known: readonly string[] = [...PAGES, ...MORE_PAGES, "data"];
  return known.includes(name) ? (name as Page) : "goal";
}

export function hrefOf(target: Page): string {
  return `#/${target}`;
}
