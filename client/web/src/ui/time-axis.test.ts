import { describe, expect, it } from "vitest";
import type { Forecast, Horizon } from "../model/engine";
import {
  AXIS_HEIGHT,
  AXIS_WIDTH,
  axisHours,
  axisPoint,
  isPart,
  lengthOf,
  markBand,
  markLine,
  marksOf,
  sampleAt,
  ticksOf,
} from "./time-axis";

function forecast(horizon: Horizon, samples: number[]): Forecast {
  return { horizon, P_outcome: 0.4, trajectory: { samples, confidence: 0.9 } };
}
const EIGHT = [0.3, 0.31, 0.32, 0.33, 0.34, 0.35, 0.36, 0.37];

describe("the samples in the table", () => {
  it("are the forecast's own, and none where it has none", () => {
    expect(sampleAt(forecast("D1", EIGHT), 7)).toBe(0.37);
    expect(sampleAt(forecast("H1", EIGHT.slice(0, 4)), 4)).toBeNull();
    const empty = { samples: [0, 0, 0, 0], confidence: 0 };
    expect(sampleAt({ horizon: "D1", P_outcome: 0, trajectory: empty }, 0)).toBeNull();
  });
});

describe("the axis of the trajectory", () => {
  it("is as long as the samples, also where the horizon is longer", () => {
    expect(lengthOf(forecast("H1", [0.1, 0.2, 0.3, 0.4]))).toBe(1);
    expect(lengthOf(forecast("D1", EIGHT))).toBe(24);
    expect(lengthOf(forecast("D180", EIGHT))).toBeCloseTo((7 / 59) * 4320, 9);
    expect(lengthOf(forecast("D1", []))).toBe(0);
    expect(axisHours(forecast("D1", EIGHT.slice(0, 4)))).toBeCloseTo((3 / 7) * 24, 9);
    const empty = { samples: [0, 0, 0, 0], confidence: 0 };
    expect(axisHours({ horizon: "D1", P_outcome: 0, trajectory: empty })).toBe(24);
    expect(isPart(forecast("D1", EIGHT))).toBe(false);
    expect(isPart(forecast("D180", EIGHT))).toBe(true);
  });

  it("has the samples from its start to its end", () => {
    for (const horizon of ["D1", "D7", "D30", "D180"] as const) {
      const far = forecast(horizon, EIGHT);
      const marks = marksOf(far, lengthOf(far));
      expect(marks).toHaveLength(8);
      expect(marks.at(-1)?.at).toBeCloseTo(1, 12);
      expect(marks.at(-1)?.value).toBe(0.37);
    }
  });

  it("cuts a longer trajectory where it ends, and shows a shorter one at its own times", () => {
    const day = marksOf(forecast("D1", EIGHT), 48);
    expect(day.at(-1)?.at).toBeCloseTo(1 / 2, 12);
    const week = marksOf(forecast("D7", [0.2, 0.8]), 6);
    expect(week).toHaveLength(2);
    expect(week[1]?.at).toBe(1);
    expect(week[1]?.value).toBeCloseTo(0.2 + 0.6 * (6 / (168 / 13)), 12);
  });

  it("has from two to seven ticks at whole steps, within its length", () => {
    for (const horizon of ["H1", "D1", "D7", "D30", "D180"] as const) {
      const hours = lengthOf(forecast(horizon, horizon === "H1" ? [0, 0, 0, 0] : EIGHT));
      const ticks = ticksOf(hours);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.at(-1)).toBeLessThanOrEqual(hours + 1e-9);
    }
    expect(ticksOf(0)).toEqual([0]);
  });

  it("keeps every value of every moment inside the picture", () => {
    for (const at of [0, 0.5, 1]) {
      for (const value of [0, 1]) {
        const [x, y] = axisPoint(at, value);
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(AXIS_WIDTH);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(AXIS_HEIGHT);
      }
    }
  });

  it("draws nothing without samples, and a band that is cut off at 0 and 1", () => {
    expect(markLine([])).toBe("");
    expect(markBand([], 0.1)).toBe("");
    const marks = marksOf(forecast("D1", EIGHT), 24);
    expect(markBand(marks, 9)).toBe(markBand(marks, 1));
  });
});
