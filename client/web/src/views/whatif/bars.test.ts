import { describe, expect, it } from "vitest";
import { bar, place, scaleOf } from "./bars";

describe("the bars of a row", () => {
  it("share one scale that holds zero", () => {
    expect(scaleOf([0.2, 0.8])).toEqual({ low: 0, high: 0.8 });
    expect(scaleOf([-0.2, 0.6])).toEqual({ low: -0.2, high: 0.6 });
    expect(scaleOf([])).toEqual({ low: 0, high: 1 });
    expect(scaleOf([0, 0])).toEqual({ low: 0, high: 1 });
  });

  it("begin at zero and end at their value", () => {
    const scale = scaleOf([-0.2, 0.6]);
    expect(place(scale, 0)).toBe(25);
    expect(bar(scale, 0.6)).toEqual({ x: 25, width: 75 });
    expect(bar(scale, -0.2)).toEqual({ x: 0, width: 25 });
    expect(bar(scale, 0)).toEqual({ x: 25, width: 0 });
  });
});
