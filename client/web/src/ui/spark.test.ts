import { describe, expect, it } from "vitest";
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPaths } from "./spark";

function numbers(path: string): number[] {
  return path.match(/[\d.]+/g)?.map(Number) ?? [];
}

describe("a small line of values", () => {
  it("stays inside its picture, whatever the values and SIM are", () => {
    for (const [values, sim] of [
      [[0, 1, 0.5], 1],
      [[0.3], 0],
      [[-1, 0.2], 0.9],
    ] as const) {
      const paths = sparkPaths(values, sim, 0.4);
      const all = numbers(`${paths.live} ${paths.drift} ${paths.sim}`);
      expect(Math.max(...all)).toBeLessThanOrEqual(SPARK_WIDTH);
      expect(paths.simY).toBeGreaterThanOrEqual(0);
      expect(paths.simY).toBeLessThanOrEqual(SPARK_HEIGHT);
    }
  });

  it("draws a higher SIM higher, and starts it where LIVE ends", () => {
    const [up, down] = [sparkPaths([0.4, 0.5], 0.6, 0.5), sparkPaths([0.4, 0.5], 0.3, 0.5)];
    expect(up.simY).toBeLessThan(down.simY);
    expect(numbers(up.sim).slice(0, 2)).toEqual(numbers(up.live).slice(-2));
  });

  it("shows a hair's breadth as one", () => {
    const [, first, , second] = numbers(sparkPaths([0.5, 0.501], null, null).live);
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeLessThan(1);
  });

  it("draws nothing without values and no SIM without one", () => {
    expect(sparkPaths([], 0.4, 0.4)).toMatchObject({ live: "", sim: "" });
    expect(sparkPaths([0.1, 0.2], null, null).sim).toBe("");
  });
});
