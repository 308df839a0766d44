import { describe, expect, it } from "vitest";
import type { QuantityParts } from "./engine";
import { moverBar, moversOf } from "./movers";

const change = (drift: number, ...values: number[]): QuantityParts => ({
  ...({ name: "sigma", before: 0.3, after: 0.4, drift } as const),
  parts: values.map((value, index) => ({
    input: (["NE", "S", "W"] as const)[index] ?? "N",
    value,
  })),
});

describe("what moved a quantity", () => {
  it("is the drift, then the parts by their size, without those that moved nothing", () => {
    const movers = moversOf(change(0.01, 0.02, 0, -0.07));
    expect(movers.map(({ input }) => input)).toEqual(["drift", "W", "NE"]);
  });

  it("is drawn from the middle, to the left for a fall", () => {
    const movers = moversOf(change(0.02, -0.04));
    expect(moverBar(0.02, movers)).toEqual({ x: 50, width: 25 });
    expect(moverBar(-0.04, movers)).toEqual({ x: 0, width: 50 });
  });

  it("has no length where nothing moved", () => {
    expect(moverBar(0, moversOf(change(0)))).toEqual({ x: 50, width: 0 });
  });
});
