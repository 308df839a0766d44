/** Points along a history: finding them, placing them, and the pace at which they are played. */
import type { Series } from "./engine";

/** No faster than a picture is looked at: beyond that, steps grow instead. */
const TICK_MS = 40;

export type Axis = "commits" | "time";

/** The index of the last point that is not after `value`, or of the first. */
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

/** Where points stand. A commit that claims a time before that of its predecessor stands at that one's. */
export function placesOn(along: Axis, of: Series): readonly number[] {
  if (along === "commits") return of.position;
  let latest = 0;
  return of.t_ms.map((ms) => {
    latest = Math.max(latest, ms);
    return latest;
  });
}

export interface Reach {
  first: number;
  last: number;
  least: number;
  greatest: number;
}

export function reachOf(values: readonly number[]): Reach {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { first: values[0] ?? 0, last: values.at(-1) ?? 0, least, greatest };
}

/** At most `most` indices, evenly spread, the ends among them. */
export function spread(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  const step = (length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => Math.round(index * step));
}

/** How far, and after how long, the next picture comes. */
export function pace(rate: number): { step: number; wait: number } {
  const wait = Math.max(1000 / rate, TICK_MS);
  return { step: Math.max(1, Math.round((rate * wait) / 1000)), wait };
}
