import { signal } from "@preact/signals";
import { hrefOf, NEW_GOAL, type Page, pageOf } from "../model/pages";
import { replaceHash, scrollToTop, watchHash } from "../platform/address";

export const page = signal<Page>("goal");

/** `onNewGoal`: a shortcut, or another app that shares a text, asks for a new goal. */
export function startRouter(onNewGoal: () => void): void {
  watchHash((hash) => {
    if (hash === NEW_GOAL) {
      replaceHash(hrefOf("goal"));
      onNewGoal();
    }
    const next = pageOf(hash);
    // Every page starts at its top.
    if (next !== page.value) scrollToTop();
    page.value = next;
  });
}
