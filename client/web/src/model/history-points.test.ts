import { describe, expect, it } from "vitest";
import { refineFilter } from "./commit-filter";
import { coordinatesOf, evenIndices, extentOf, indexAt, playbackStep } from "./history-points";

describe("series", () => {
  it("finds the point at or before a place", () => {
    expect([-1, 0, 4, 5, 9, 99].map((value) => indexAt([0, 5, 9], value))).toEqual([
      0, 0, 0, 1, 2, 2,
    ]);
  });

  it("never goes back in time", () => {
    const of = { head: "", total: 4, position: [0, 1, 2, 3], t_ms: [5, 9, 7, 12], columns: {} };
    expect(coordinatesOf("time", of)).toEqual([5, 9, 9, 12]);
    expect(coordinatesOf("commits", of)).toEqual([0, 1, 2, 3]);
  });

  it("knows ends and extremes, and spreads rows with both ends", () => {
    expect(extentOf([3, 1, 2])).toEqual({ first: 3, last: 2, least: 1, greatest: 3 });
    expect(evenIndices(3, 12)).toEqual([0, 1, 2]);
    const some = evenIndices(1_000, 12);
    expect([some.length, some[0], some.at(-1)]).toEqual([12, 0, 999]);
  });

  it("plays faster by longer steps once pictures cannot come faster", () => {
    expect(playbackStep(2)).toEqual({ step: 1, wait: 500 });
    expect(playbackStep(50).step * (1000 / playbackStep(50).wait)).toBe(50);
  });
});

describe("filters", () => {
  it("drops what is empty", () => {
    const by = refineFilter(refineFilter({}, { text: "sofa", kind: "commit" }), { text: "" });
    expect(by).toEqual({ kind: "commit" });
  });
});
