import { describe, expect, it } from "vitest";
import type { ThenAndNow } from "./engine";
import { firstShown, groundOf, linesOf, overviewOf } from "./then-now";

const item = (position: number, came: readonly (number | null)[]): ThenAndNow => ({
  commit: `${position}`,
  position,
  t_ms: 100,
  horizon: "D1",
  confidence: 0.9,
  samples: came.map((density, index) => ({
    t_ms: 100 + 50 * index,
    projected: 0.42,
    came: density,
  })),
  course: [
    [100, 0.42],
    [150, 0.58],
  ],
  distance: null,
  compared: came.slice(1).filter((density) => density !== null).length,
});

describe("then and now", () => {
  it("spans the samples, and all values rounded outwards", () => {
    expect(groundOf(item(1, [0.42, 0.58, 0.58]))).toEqual({
      from: 100,
      to: 200,
      low: 0.4,
      high: 0.6,
    });
    const flat = { ...item(1, [0.4, 0.4]), course: [[100, 0.4]] as [number, number][] };
    const level = { ...flat, samples: flat.samples.map((it) => ({ ...it, projected: 0.4 })) };
    expect(groundOf(level)).toMatchObject({ low: 0.4, high: 0.5 });
  });

  it("draws what came in steps up to the present, and a gap at each sample that has come", () => {
    const lines = linesOf(item(1, [0.42, 0.58, null]), 175, 100, 10);
    expect(lines.projected).toBe("M0.00,9.00L50.00,9.00L100.00,9.00");
    expect(lines.came).toBe("M0.00,9.00H50.00V1.00H75.00");
    expect(lines.gaps).toBe("M0.00,9.00V9.00M50.00,9.00V1.00");
    expect(lines.now).toBe(75);
    expect(linesOf(item(1, [0.42, 0.58, 0.58]), 999, 100, 10).now).toBeNull();
  });

  it("lays all trajectories over what came, on one axis", () => {
    const later: ThenAndNow = {
      ...item(2, [0.58, null]),
      t_ms: 150,
      samples: [
        { t_ms: 150, projected: 0.58, came: 0.58 },
        { t_ms: 300, projected: 0.6, came: null },
      ],
      course: [[150, 0.58]],
    };
    const all = overviewOf([item(1, [0.42, 0.58, 0.58]), later], 250, 200, 10);
    expect(all.ground).toEqual({ from: 100, to: 300, low: 0.4, high: 0.6 });
    expect(all.came).toBe("M0.00,9.00H50.00V1.00H150.00");
    expect(all.projected).toEqual(["M0.00,9.00L50.00,9.00L100.00,9.00", "M50.00,1.00L200.00,0.00"]);
  });

  it("begins with the newest commit whose samples have all come", () => {
    const [old, half, none] = [
      item(1, [0.4, 0.5]),
      item(2, [0.4, 0.5, null]),
      item(3, [0.4, null]),
    ];
    expect(firstShown([old, half, none])).toBe(old);
    expect(firstShown([half, none])).toBe(half);
    expect(firstShown([none])).toBe(none);
    expect(firstShown([{ ...none, samples: [] }])).toBeNull();
  });
});
