import { describe, expect, it } from "vitest";
import { equalShares } from "./allocations";
import { actedOn, effectOfSlot, effectsBetween, namedEffects, reachOf } from "./effects";
import type { Draft } from "./engine";
import { NO_QUANTITIES } from "./quantities";

const UNTOUCHED: Draft = {
  page1: { mass_modifier: 0, volume_override: 0.5, horizon_override: "D1" },
  page2: {
    mass_filter: 0,
    flow_filter: 0,
    sigma_filter: 1,
    virtual_anchor_shift: [0, 0],
    ops: [],
  },
  page3: { allocations: equalShares() },
};
const drift = { ...NO_QUANTITIES, M: 0.5, sigma: 0.3 };
const reach = (sim: Partial<typeof drift>, draft: Draft = UNTOUCHED) =>
  reachOf(effectsBetween(drift, { ...drift, ...sim }), draft, UNTOUCHED);

describe("the effect of a draft", () => {
  it("is SIM minus drift, of what differs", () => {
    expect(effectsBetween(drift, drift)).toEqual([]);
    expect(effectsBetween(drift, { ...drift, M: 0.75 })).toEqual([{ name: "M", value: 0.25 }]);
  });

  it("is named by the main quantities, or else by the others", () => {
    const main = { name: "sigma", value: 0.1 } as const;
    const other = { name: "M", value: 0.1 } as const;
    expect(namedEffects([other, main])).toEqual([main]);
    expect(namedEffects([other])).toEqual([other]);
  });

  it("reaches main quantities, others, the view or nothing", () => {
    const view = { ...UNTOUCHED, page2: { ...UNTOUCHED.page2, mass_filter: 0.5 } };
    expect(reach({ sigma: 0.4, M: 0.6 })).toBe("main");
    expect(reach({ M: 0.6 })).toBe("others");
    expect(reach({ M: 0.6 }, view)).toBe("others");
    expect(reach({}, view)).toBe("views");
    expect(reach({})).toBe("nothing");
  });
});

describe("the effect of a slot", () => {
  it("is what its share adds to what it acts on", () => {
    const effects = [
      { slot: "W", name: "leak", value: -0.0315 },
      { slot: "W", name: "sigma", value: 0 },
      { slot: "N", name: "volume", value: 0.01 },
    ] as const;
    expect(actedOn(effects, "W")).toEqual(["leak", "sigma"]);
    expect(effectOfSlot(effects, "W", "leak")).toBe(-0.0315);
    expect(effectOfSlot(effects, "NE", "sigma")).toBe(0);
  });
});
