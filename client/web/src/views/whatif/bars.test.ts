import { describe, expect, it } from "vitest";
import { bar, place, scaleOf } from "./bars";

describe("the bars of the comparison", () => {
  it("have the whole range of their quantity as their track", () => {
    expect(bar(scaleOf("density"), 0.335)).toEqual({ x: 0, width: 33.5 });
    expect(bar(scaleOf("sigma"), 1)).toEqual({ x: 0, width: 100 });
    expect(bar(scaleOf("P_outcome"), 0)).toEqual({ x: 0, width: 0 });
  });

  it("begin at zero, which lies in the middle for a quantity with a sign", () => {
    const scale = scaleOf("dE_dt");
    expect(place(scale, 0)).toBe(50);
    expect(bar(scale, -0.04)).toEqual({ x: 48, width: 2 });
    expect(bar(scale, 1)).toEqual({ x: 50, width: 50 });
  });
});
