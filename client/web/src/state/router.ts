/** The page in the address: `#/history`. The hash never holds anything private. */
import { signal } from "@preact/signals";

export const PAGES = ["goal", "route", "mandala", "history", "devices", "settings"] as const;
export type Page = (typeof PAGES)[number];

export function pageOf(hash: string): Page {
  const name = hash.replace(/^#\/?/, "");
  return (PAGES as readonly string[]).includes(name) ? (name as Page) : "goal";
}

export const page = signal<Page>("goal");

export function hrefOf(target: Page): string {
  return `#/${target}`;
}

export function startRouter(): void {
  const follow = () => {
    const next = pageOf(location.hash);
    // Another page begins at its top, wherever the last one was left.
    if (next !== page.value) scrollTo(0, 0);
    page.value = next;
  };
  addEventListener("hashchange", follow);
  follow();
}
