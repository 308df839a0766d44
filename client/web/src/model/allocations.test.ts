import { describe, expect, it } from "vitest";
import { canMove, equalShares, redistributeShares, settleShare } from "./allocations";
import { type Allocations, SLOTS, type Slot } from "./engine";

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

/** Numbers from 0 up to `below`, the same at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Shares in whole percents, or with fractions. */
function someShares(next: (below: number) => number, whole: boolean): Allocations {
  const weights = SLOTS.map(() => next(5) * next(40));
  const sum = weights.reduce((part, it) => part + it, 0);
  const shares = weights.map((it) => (sum > 0 ? it / sum : 1 / SLOTS.length));
  const base = Object.fromEntries(SLOTS.map((slot, at) => [slot, shares[at]])) as Record<
    Slot,
    number
  >;
  return whole ? redistributeShares(base, "N", next(101)) : base;
}

describe("held slots", () => {
  const cases = Array.from({ length: 3_000 }, (_, seed) => {
    const next = numbers(seed);
    const base = someShares(next, seed % 3 > 0);
    const held = SLOTS.filter(() => next(8) < seed % 9);
    const slot = SLOTS[next(8)] as Slot;
    return { base, held, slot, percent: next(140) - 20 };
  });

  it("never move, and all shares together stay 100 %, whatever is held and moved", () => {
    for (const { base, held, slot, percent } of cases) {
      const dealt = redistributeShares(base, slot, percent, held);
      const total = SLOTS.reduce((sum, it) => sum + dealt[it], 0);
      expect(total).toBeCloseTo(1, 9);
      for (const it of SLOTS) expect(dealt[it]).toBeGreaterThanOrEqual(0);
      if (!canMove(slot, held)) {
        expect(dealt).toBe(base);
        continue;
      }
      expect(wholePercents(dealt).reduce((sum, it) => sum + it, 0)).toBe(100);
      for (const it of held) {
        const percents = base[it] * 100;
        const isWhole = Math.abs(percents - Math.round(percents)) < 1e-6;
        // A share with a fraction becomes one of the two whole percents beside it.
        expect(Math.abs(dealt[it] * 100 - percents)).toBeLessThan(isWhole ? 1e-6 : 1);
      }
    }
  });

  it("bound the one that moves", () => {
    for (const { base, held, slot } of cases) {
      if (!canMove(slot, held)) continue;
      const full = redistributeShares(base, slot, 100, held);
      const room = 100 - held.reduce((sum, it) => sum + Math.round(full[it] * 100), 0);
      expect(Math.round(full[slot] * 100)).toBe(room);
      expect(redistributeShares(base, slot, 0, held)[slot]).toBe(0);
    }
  });

  it("stay where they are while another slot goes there and back", () => {
    for (const { base, held, slot, percent } of cases) {
      const there = redistributeShares(base, slot, percent, held);
      const back = redistributeShares(there, slot, base[slot] * 100, held);
      for (const it of held) expect(back[it]).toBeCloseTo(there[it], 12);
    }
  });

  it("leave nothing to move when all others are held", () => {
    const others = SLOTS.filter((slot) => slot !== "E");
    expect(canMove("E", others)).toBe(false);
    expect(canMove("E", ["E"])).toBe(false);
    expect(canMove("E", others.slice(1))).toBe(true);
    expect(redistributeShares(equalShares(), "E", 50, others)).toEqual(equalShares());
  });

  it("are held at a whole percent", () => {
    const settled = settleShare(equalShares(), "E", []);
    expect(settled.E).toBe(0.13);
    expect(settleShare(settled, "W", ["E"])).toBe(settled);
    expect(redistributeShares(settled, "N", 50, ["E"]).E).toBe(0.13);
  });

  it("keep their share when the others share equally", () => {
    const base = { N: 0.4, NE: 0.2, E: 0.4, SE: 0, S: 0, SW: 0, W: 0, NW: 0 };
    expect(wholePercents(equalShares(base, ["N"]))).toEqual([40, 9, 9, 9, 9, 8, 8, 8]);
    expect(equalShares(base, [...SLOTS])).toEqual(base);
    expect(equalShares(base, [])).toEqual(equalShares());
  });
});
