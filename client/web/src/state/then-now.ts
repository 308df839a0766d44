/** Trajectories of past commits beside what came, by position. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { ThenAndNow } from "../model/engine";
import { newestOnly } from "../model/newest-only";
import { announceProblem, progress } from "./app";

/** How many commits one look back covers. The engine answers at most 32 at once. */
export const LOOK_BACK = 24;
const CACHED_MAX = 400;

interface Known {
  vault: string;
  head: string;
  nowMs: number;
  items: ReadonlyMap<number, ThenAndNow>;
}

export const thenAndNow = signal<Known | null>(null);

interface Ask {
  vault: string;
  head: string;
  positions: readonly number[];
}

const ask = newestOnly<Ask>(async ({ vault, head, positions }) => {
  try {
    const answer = await engine.call("then_and_now", { vault, positions: [...positions] });
    // The engine may be ahead. An event with its new head follows.
    if (answer.head !== head) return;
    const before = thenAndNow.peek();
    const kept = before?.vault === vault && before.head === head ? [...before.items] : [];
    const found = answer.items.map((item): [number, ThenAndNow] => [item.position, item]);
    const items = new Map([...kept.slice(-CACHED_MAX), ...found]);
    thenAndNow.value = { vault, head, nowMs: answer.now_ms, items };
  } catch (error) {
    announceProblem(error);
  } finally {
    if (progress.peek()?.task === "series") progress.value = null;
  }
});

/** Reads the commits at these positions of the history that ends in `head`. */
export function readThenAndNow(vault: string, head: string, positions: readonly number[]): void {
  const known = thenAndNow.peek();
  const here = known?.vault === vault && known.head === head ? known : null;
  if (!here) thenAndNow.value = null;
  if (!here || positions.some((position) => !here.items.has(position))) {
    ask({ vault, head, positions });
  }
}

/** The last commits of a history of `total`, oldest first. */
export function lookBack(total: number): number[] {
  const count = Math.min(LOOK_BACK, total);
  return Array.from({ length: count }, (_, index) => total - count + index);
}
