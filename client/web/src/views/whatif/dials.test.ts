import { describe, expect, it } from "vitest";
import type { Horizon, Quantities } from "../../model/engine";
import type { Column } from "./columns";
import { apart, dialsOf, endingTogether, extentOf, heightIn } from "./dials";
import { LIVE_SIGN, signOf } from "./signs";

function column(id: string, horizon: Horizon, last: number, confidence = 0.9): Column {
  const samples = Array.from({ length: horizon === "H1" ? 4 : 8 }, () => last);
  const of = { samples, confidence, P_outcome: 0.5 } as Quantities;
  return { id, name: id, sign: LIVE_SIGN, of, horizon, gate: null, from: null, kept: null };
}
const ids = (lines: readonly { column: Column }[]) => lines.map((line) => line.column.id);

describe("the dials of a comparison", () => {
  it("hold what has one horizon, the highest end first, with LIVE on each", () => {
    const columns = [
      ...[column("live", "D1", 0.4), column("sim", "D7", 0.5)],
      ...[column("1", "D1", 0.6), column("2", "D1", 0.2)],
    ];
    const [day, week] = dialsOf(columns);
    expect([day?.horizon, ids(day?.lines ?? [])]).toEqual(["D1", ["1", "live", "2"]]);
    expect([week?.horizon, ids(week?.lines ?? [])]).toEqual(["D7", ["sim", "live"]]);
    expect(week?.lines[0]?.end.at).toBe(1);
    expect(week?.lines[1]?.end.at).toBeCloseTo(24 / ((168 * 7) / 13), 9);
  });

  it("are none for LIVE alone, and leave out what no commit has made and what is not there", () => {
    const unmade = column("live", "D1", 0, 0);
    const empty = { ...column("sim", "D1", 0.5), of: null };
    expect(dialsOf([column("live", "D1", 0.4), empty])).toEqual([]);
    expect(dialsOf([unmade, column("1", "D1", 0.4)]).map((it) => ids(it.lines))).toEqual([["1"]]);
  });

  it("set names of lines that end near one another in one column, and those of others elsewhere", () => {
    const near = dialsOf([column("live", "D7", 0.4), column("1", "D7", 0.5)])[0];
    expect(endingTogether(near?.lines ?? []).map(ids)).toEqual([["1", "live"]]);
    const apartInTime = dialsOf([column("live", "D1", 0.4), column("1", "D7", 0.5)])[0];
    expect(endingTogether(apartInTime?.lines ?? []).map(ids)).toEqual([["live"], ["1"]]);
  });
});

describe("names at the ends of lines", () => {
  const gaps = (heights: readonly number[]) =>
    heights.slice(1).map((height, index) => (heights[index] ?? 0) - height);

  it("stay where they are while there is room", () => {
    expect(apart([0.9, 0.5, 0.1])).toEqual([0.9, 0.5, 0.1]);
    expect(apart([])).toEqual([]);
  });

  it("stand apart around the middle of those that are near, in their order", () => {
    const heights = apart([0.9, 0.42, 0.41, 0.4]);
    expect(heights[0]).toBe(0.9);
    expect(heights[2]).toBeCloseTo(0.41, 12);
    expect(Math.min(...gaps(heights))).toBeGreaterThan(0.09);
  });

  it("never meet and stay inside the picture, however many there are", () => {
    for (const value of [0, 0.5, 1]) {
      const heights = apart(Array.from({ length: 10 }, () => value));
      expect(Math.min(...gaps(heights))).toBeGreaterThan(0.09);
      expect(Math.max(...heights)).toBeLessThan(1.1);
      expect(Math.min(...heights)).toBeGreaterThan(-0.15);
    }
  });
});

describe("signs", () => {
  it("are all different, in dash, shape and letter", () => {
    const signs = Array.from({ length: 8 }, (_, index) => signOf(index));
    for (const part of ["dash", "mark", "letter"] as const) {
      expect(new Set(signs.map((sign) => sign[part])).size).toBe(8);
    }
    expect(signs.every((sign) => sign.dash !== "")).toBe(true);
  });
});

describe("the reach of the values", () => {
  it("holds every line with its band, in tenths, and is the same for all dials", () => {
    const dials = dialsOf([column("live", "D1", 0.42, 0.95), column("1", "D7", 0.63, 0.9)]);
    const reach = extentOf(dials);
    expect(reach).toEqual({ low: 0.3, high: 0.8 });
    expect(heightIn(reach, 0.3)).toBe(0);
    expect(heightIn(reach, 0.8)).toBe(1);
  });

  it("stays between 0 and 1 and is never nothing", () => {
    for (const value of [0, 0.4, 1]) {
      const { low, high } = extentOf(dialsOf([column("1", "D1", value, 1)]));
      expect(high - low).toBeGreaterThan(0.09);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
    }
  });
});
