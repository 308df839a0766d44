/** Points along a history: how to find and place them, and at which pace to play them. */
import type { Series } from "./engine";

/** The shortest time that a picture stays. A faster pace takes larger steps instead. */
const TICK_MS = 40;

export type Axis = "commits" | "time";

/** The index of the last point at or before `value`, or 0. */
export function indexAt(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The coordinate of each point. A commit with an earlier time than its predecessor has the predecessor's. */
export function coordinatesOf(
  along: Axis,
  of: Pick<Series, "position" | "t_ms">,
): readonly number[] {
  if (along === "commits") return of.position;
  let latest = 0;
  return of.t_ms.map((ms) => {
    latest = Math.max(latest, ms);
    return latest;
  });
}

export interface Extent {
  first: number;
  last: number;
  least: number;
  greatest: number;
}

export function extentOf(values: readonly number[]): Extent {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { first: values[0] ?? 0, last: values.at(-1) ?? 0, least, greatest };
}

/** At most `most` evenly spread indices, with both ends. */
export function evenIndices(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const step = (length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * step));
}

/** How many commits to step, and how many milliseconds to wait. */
export function playbackStep(rate: number): { step: number; wait: number } {
  const wait = Math.max(1000 / rate, TICK_MS);
  return { step: Math.max(1, Math.round((rate * wait) / 1000)), wait };
}
