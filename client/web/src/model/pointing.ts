/** Which point of the curves a pointer or a key means. */
import type { Series } from "./engine";
import { indexAt } from "./history-points";

/** The index of the point nearest to a coordinate. */
export function nearestIndex(xs: readonly number[], at: number): number {
  const below = indexAt(xs, at);
  const above = Math.min(below + 1, xs.length - 1);
  return at - (xs[below] ?? 0) <= (xs[above] ?? 0) - at ? below : above;
}

/** The index that a pointer means: a label within `reach` of it, or else the nearest point. */
export function pointedIndex(
  xs: readonly number[],
  labelled: readonly number[],
  at: number,
  reach: number,
): number {
  let best = nearestIndex(xs, at);
  let least = reach;
  for (const index of labelled) {
    const apart = Math.abs((xs[index] ?? 0) - at);
    if (apart <= least) [best, least] = [index, apart];
  }
  return best;
}

/** The point at or before the position of each label. */
export function labelledIndices({ position, labels }: Series): number[] {
  return [...new Set(labels.map(([at]) => indexAt(position, at)))];
}

/** The labels of a point, also those of commits that thinning has joined with it. */
export function labelsAt({ position, labels }: Series, index: number): string[] {
  return labels.filter(([at]) => indexAt(position, at) === index).map(([, label]) => label);
}

/** The index that a key leads to from `index`, or null for a key that does not point. Pages go from label to label. */
export function keyedIndex(
  key: string,
  index: number,
  last: number,
  labelled: readonly number[],
): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, index - 1);
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(last, index + 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageUp":
      return labelled.find((at) => at > index) ?? index;
    case "PageDown":
      return labelled.findLast((at) => at < index) ?? index;
    default:
      return null;
  }
}
