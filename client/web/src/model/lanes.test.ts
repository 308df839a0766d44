import { describe, expect, it } from "vitest";
import { type Lanes, lanesOf } from "./lanes";

const places = (lanes: Lanes, total: number) =>
  Array.from({ length: total }, (_, position) => lanes.at(position).lane);

/** No two lines may lie on one another: at each row a lane is a commit's, or passed by one line at most. */
function checkRows(lanes: Lanes, total: number): void {
  for (let position = 0; position < total; position += 1) {
    const { lane, up, down, through } = lanes.at(position);
    expect(new Set(through).size, `row ${position}`).toBe(through.length);
    expect(through).not.toContain(lane);
    for (const side of [up, down]) {
      expect(new Set([...side, ...through]).size).toBe(side.length + through.length);
    }
    const below = position > 0 ? lanes.at(position - 1) : null;
    const arriving = below ? [...below.up, ...below.through].sort() : [];
    expect([...down, ...through].sort(), `row ${position}`).toEqual(arriving);
  }
}

describe("lanes", () => {
  it("draws a line for a history without branches", () => {
    const lanes = lanesOf(4, []);
    expect(lanes.width).toBe(1);
    expect(lanes.at(0)).toEqual({ lane: 0, run: 0, up: [0], down: [], through: [] });
    expect(lanes.at(3)).toEqual({ lane: 0, run: 0, up: [], down: [0], through: [] });
    checkRows(lanes, 4);
  });

  it("parts two devices that committed side by side, and joins them at the merge", () => {
    // 0 · 1 on one device, 2 and 4 on the other, 3 on the first, 5 merges.
    const lanes = lanesOf(7, [
      [2, [0]],
      [3, [1]],
      [4, [2]],
      [5, [3, 4]],
    ]);
    expect(places(lanes, 7)).toEqual([0, 0, 1, 0, 1, 0, 0]);
    expect([1, 2, 3, 4, 5].map((position) => lanes.at(position).run)).toEqual([0, 1, 0, 1, 0]);
    expect(lanes.width).toBe(2);
    expect(lanes.at(0).up).toEqual([0, 1]);
    expect(lanes.at(1).through).toEqual([1]);
    expect(lanes.at(5).down).toEqual([0, 1]);
    checkRows(lanes, 7);
  });

  it("uses a lane again once it is free, and not before a branch left", () => {
    const lanes = lanesOf(9, [
      [2, [0]],
      [3, [1, 2]],
      [5, [3]],
      [6, [4, 5]],
      [8, [6]],
    ]);
    expect(lanes.width).toBe(2);
    expect(places(lanes, 9)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect([2, 5, 8].map((position) => lanes.at(position).run)).toEqual([1, 2, 3]);
    checkRows(lanes, 9);
  });

  it("never lays two lines on one another, whatever the history", () => {
    let seed = 7;
    const draw = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let story = 0; story < 60; story += 1) {
      const heads = [0];
      const links: [number, number[]][] = [];
      for (let position = 1; position < 60; position += 1) {
        const merge = heads.length > 1 && draw(4) === 0;
        const fork = !merge && heads.length < 4 && draw(4) === 0;
        const one = draw(heads.length);
        if (merge) {
          const [left] = heads.splice(one, 1);
          const other = draw(heads.length);
          links.push([position, [left ?? 0, heads[other] ?? 0]]);
          heads[other] = position;
        } else if (fork) {
          links.push([position, [draw(position)]]);
          heads.push(position);
        } else {
          links.push([position, [heads[one] ?? 0]]);
          heads[one] = position;
        }
      }
      const lanes = lanesOf(60, links);
      checkRows(lanes, 60);
      expect(places(lanesOf(60, links), 60)).toEqual(places(lanes, 60));
    }
  });
});
