import { describe, expect, it } from "vitest";
import type { Quantities } from "./engine";
import { changesBetween } from "./quantities";

const BEFORE: Quantities = {
  M: 0.5,
  E: 0.5,
  dE_dt: 0,
  sigma: 0.3,
  leak: 0.1,
  pressure: 0.5,
  volume: 0.5,
  density: 0.5,
  stability: 0.7,
  recovery: 0.1,
  node_type: "POTENTIAL",
  P_outcome: 0,
  confidence: 0,
  samples: [0, 0, 0, 0],
};

describe("changesBetween", () => {
  it("names every quantity that differs, to the last of six decimals, and no other", () => {
    const after = { ...BEFORE, sigma: 0.300001, node_type: "DIFFUSE" as const };
    expect(changesBetween(BEFORE, after)).toEqual([
      { key: "sigma", before: 0.3, after: 0.300001 },
      { key: "node_type", before: "POTENTIAL", after: "DIFFUSE" },
    ]);
    expect(changesBetween(BEFORE, { ...BEFORE })).toEqual([]);
  });
});
