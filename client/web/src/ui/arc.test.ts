import { describe, expect, it } from "vitest";
import type { Forecast, Horizon } from "../model/engine";
import { ARC_HEIGHT, ARC_WIDTH, dialPoint, markBand, markLine, marksOf, SPANS } from "./arc";

function forecast(horizon: Horizon, samples: number[]): Forecast {
  return { horizon, P_outcome: 0.4, trajectory: { samples, confidence: 0.9 } };
}
const EIGHT = [0.3, 0.31, 0.32, 0.33, 0.34, 0.35, 0.36, 0.37];

describe("the dial of the trajectory", () => {
  it("places each sample at its own time, however few of a horizon's points there are", () => {
    expect(marksOf(forecast("H1", [0.1, 0.2, 0.3, 0.4]), 1).map((it) => it.at)).toEqual([
      0,
      1 / 3,
      2 / 3,
      1,
    ]);
    const far = marksOf(forecast("D180", EIGHT), SPANS.D180.hours);
    expect(far.at(-1)).toEqual({ at: 7 / 59, value: 0.37 });
  });

  it("lays a short horizon into a long scale and cuts a long one where a short scale ends", () => {
    const day = marksOf(forecast("D1", EIGHT), SPANS.D7.hours);
    expect(day.at(-1)?.at).toBeCloseTo(1 / 7, 12);
    const week = marksOf(forecast("D7", [0.2, 0.8]), 6);
    expect(week).toHaveLength(2);
    expect(week[1]?.at).toBe(1);
    expect(week[1]?.value).toBeCloseTo(0.2 + 0.6 * (6 / (168 / 13)), 12);
  });

  it("keeps every value of every moment inside the picture", () => {
    for (const [at, value] of [
      [0, 0],
      [0, 1],
      [0.5, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const [x, y] = dialPoint(at, value);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(ARC_WIDTH);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(ARC_HEIGHT);
    }
  });

  it("goes along the arc between two marks", () => {
    const flat = [
      { at: 0, value: 0.5 },
      { at: 1, value: 0.5 },
    ];
    const heights = markLine(flat)
      .slice(1)
      .split("L")
      .map((it) => Number(it.split(",")[1]));
    expect(heights.length).toBeGreaterThan(20);
    expect(Math.min(...heights)).toBeCloseTo(dialPoint(0.5, 0.5)[1], 1);
  });

  it("draws nothing without samples, and equal pictures for equal numbers", () => {
    expect(markLine([])).toBe("");
    expect(markBand([], 0.1)).toBe("");
    const marks = marksOf(forecast("D1", EIGHT), 24);
    expect(markBand(marks, 0.1)).toBe(markBand(marks, 0.1));
    expect(markBand(marks, 9)).toBe(markBand(marks, 1));
  });
});
