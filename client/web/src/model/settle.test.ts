import { describe, expect, it } from "vitest";
import { NO_QUANTITIES } from "./quantities";
import { LINE_HEIGHT, LINE_WIDTH, linesOf, valuesAlong } from "./settle";

describe("the line along equal commits", () => {
  it("begins at LIVE", () => {
    const [live, next] = [
      { ...NO_QUANTITIES, sigma: 0.3 },
      { ...NO_QUANTITIES, sigma: 0.4 },
    ];
    expect(valuesAlong(live, [next], "sigma")).toEqual([0.3, 0.4]);
  });

  it("stays inside its picture on the scale of all lines", () => {
    const [low, high] = linesOf([
      [0.2, 0.1],
      [0.2, 0.9],
    ]);
    const numbers = `${low} ${high}`.match(/[\d.]+/g)?.map(Number) ?? [];
    expect(Math.max(...numbers)).toBeLessThanOrEqual(LINE_WIDTH);
    const heights = numbers.filter((_, index) => index % 2 === 1);
    expect(Math.max(...heights)).toBeLessThanOrEqual(LINE_HEIGHT);
    expect(low?.split("L")[0]).toBe(high?.split("L")[0]);
  });

  it("is nothing without values", () => {
    expect(linesOf([[]])).toEqual([""]);
  });
});
