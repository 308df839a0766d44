import { describe, expect, it } from "vitest";
import type { Series } from "./engine";
import { keyedIndex, labelledIndices, labelsAt, nearestIndex, pointedIndex } from "./pointing";

const xs = [0, 10, 20, 40];
const thinned = {
  position: [0, 5, 9],
  labels: [
    [0, "first"],
    [6, "second"],
    [8, "third"],
    [9, "last"],
  ],
} as unknown as Series;

describe("pointing at a curve", () => {
  it("means the nearest point, on both sides and beyond the ends", () => {
    expect([-5, 4, 6, 29, 31, 99].map((at) => nearestIndex(xs, at))).toEqual([0, 0, 1, 2, 3, 3]);
    expect(nearestIndex([7], 3)).toBe(0);
  });

  it("means a label that is close enough, the closest of them", () => {
    expect(pointedIndex(xs, [0, 1], 6, 7)).toBe(1);
    expect(pointedIndex(xs, [0], 6, 7)).toBe(0);
    expect(pointedIndex(xs, [0], 6, 5)).toBe(1);
  });

  it("finds the labels of a point, also of commits that thinning has left out", () => {
    expect(labelledIndices(thinned)).toEqual([0, 1, 2]);
    expect(labelsAt(thinned, 1)).toEqual(["second", "third"]);
    expect(labelsAt(thinned, 2)).toEqual(["last"]);
  });

  it("follows the keys, and pages from label to label", () => {
    expect(keyedIndex("ArrowLeft", 0, 3, [])).toBe(0);
    expect(keyedIndex("ArrowRight", 3, 3, [])).toBe(3);
    expect(keyedIndex("PageUp", 0, 3, [0, 2])).toBe(2);
    expect(keyedIndex("PageDown", 2, 3, [0, 2])).toBe(0);
    expect(keyedIndex("PageUp", 2, 3, [0, 2])).toBe(2);
    expect(keyedIndex("x", 2, 3, [])).toBeNull();
  });
});
