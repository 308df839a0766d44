import { describe, expect, it } from "vitest";
import { joinsOf, stepPath } from "./step-lines";

const line = {
  parentsOf: (position: number) => (position > 0 ? [position - 1] : []),
  runOf: () => 0,
};

describe("lines of steps", () => {
  it("join each point with its parents, also where the history parts and merges", () => {
    expect(joinsOf([0, 1, 2], line)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    const parents: Record<number, number[]> = { 1: [0], 2: [0], 3: [1, 2] };
    const parted = {
      parentsOf: (position: number) => parents[position] ?? [],
      runOf: (position: number) => (position === 2 ? 1 : 0),
    };
    expect(joinsOf([0, 1, 2, 3], parted)).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it("continue from the last point of the branch where thinning removed the parents", () => {
    expect(joinsOf([0, 5, 9], line)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("go across before they go up", () => {
    expect(
      stepPath(
        [[0, 1]],
        (index) => index * 10,
        (index) => 5 - index,
      ),
    ).toBe("M0.00,5.00H10.00V4.00");
  });
});
