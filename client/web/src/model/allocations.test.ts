import { describe, expect, it } from "vitest";
import { equalShares, redistributeShares } from "./allocations";
import { type Allocations, SLOTS } from "./engine";

function wholePercents(allocations: Allocations): number[] {
  return SLOTS.map((slot) => Math.round(allocations[slot] * 100));
}

describe("giveWay", () => {
  it("keeps 100 % in whole percents for every slot and position", () => {
    for (const slot of SLOTS) {
      for (let percent = 0; percent <= 100; percent += 1) {
        const dealt = redistributeShares(equalShares(), slot, percent);
        const percents = wholePercents(dealt);
        expect(percents.reduce((sum, it) => sum + it, 0)).toBe(100);
        expect(dealt[slot]).toBe(percent / 100);
        for (const share of Object.values(dealt)) expect(share).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("lets the others give way in proportion to what they hold", () => {
    const base = { N: 0.4, NE: 0.2, E: 0.4, SE: 0, S: 0, SW: 0, W: 0, NW: 0 };
    expect(redistributeShares(base, "E", 70)).toEqual({ ...base, N: 0.2, NE: 0.1, E: 0.7 });
  });

  it("deals equally when the others hold nothing", () => {
    const base = { N: 0, NE: 0, E: 1, SE: 0, S: 0, SW: 0, W: 0, NW: 0 };
    expect(wholePercents(redistributeShares(base, "E", 30))).toEqual([
      10, 10, 30, 10, 10, 10, 10, 10,
    ]);
  });

  it("answers the same for the same input, ties by the order of slots", () => {
    expect(wholePercents(redistributeShares(equalShares(), "NW", 13))).toEqual([
      13, 13, 13, 12, 12, 12, 12, 13,
    ]);
  });

  it("clamps what lies outside", () => {
    expect(redistributeShares(equalShares(), "N", 130).N).toBe(1);
    expect(redistributeShares(equalShares(), "N", -5).N).toBe(0);
  });
});
