/** The pages of a goal. They load before the first render where a goal may be, and after it on a first visit. */
import { signal } from "@preact/signals";
import { ensureFiles } from "../../platform/app-files";
import { GOAL_PAGES } from "../../platform/goal-pages";

type GoalPages = typeof import("./goal-pages");

/** Null until they are here. */
export const goalPages = signal<GoalPages | null>(null);

/** Rejects if the file does not arrive whole, which `start.js` mends. */
export async function loadGoalPages(): Promise<void> {
  goalPages.value = await import("./goal-pages");
}

let loading: Promise<void> | null = null;

/** Checks the file first. Rejects with `NotWhole`, and another call tries again. */
export function ensureGoalPages(): Promise<void> {
  loading ??= ensureFiles(GOAL_PAGES).then(loadGoalPages);
  loading.catch(() => {
    loading = null;
  });
  return loading;
}
