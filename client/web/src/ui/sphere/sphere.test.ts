import { describe, expect, it } from "vitest";
import { drawnBy } from "./choice";
import { between, CALM_HZ, lookOf, seeded, UNREST_HZ } from "./look";
import { engraving, specks } from "./shapes";

const VALUES = {
  ...{ M: 0.5, E: 0.5, dE_dt: 0, sigma: 0.3, leak: 0.1, pressure: 0.5, volume: 0.6, density: 0.4 },
  ...{ stability: 0.7, recovery: 0.1, node_type: "POTENTIAL" as const },
  ...{ P_outcome: 0.4, confidence: 0.9, samples: [] },
};
const ABLE = { webgl: true, slow: false, reducedMotion: false, forcedColors: false };

describe("who draws the sphere", () => {
  it("is WebGL where it can and may move", () => {
    expect(drawnBy(ABLE)).toBe("webgl");
  });

  it.each([{ webgl: false }, { slow: true }, { reducedMotion: true }, { forcedColors: true }])(
    "is the drawing with %o",
    (other) => {
      expect(drawnBy({ ...ABLE, ...other })).toBe("svg");
    },
  );
});

describe("the look of quantities", () => {
  it("beats between the calmest and the most restless pace", () => {
    expect(lookOf({ ...VALUES, stability: 1 }).hertz).toBe(CALM_HZ);
    expect(lookOf({ ...VALUES, stability: 0 }).hertz).toBeCloseTo(UNREST_HZ, 12);
  });

  it("grows with what it stands for", () => {
    const [less, more] = [
      lookOf(VALUES),
      lookOf({ ...VALUES, density: 0.9, sigma: 0.6, E: 0.9, leak: 0.4 }),
    ];
    for (const part of ["glow", "glowRadius", "unrest", "inflow", "loss"] as const) {
      expect(more[part]).toBeGreaterThan(less[part]);
    }
    expect(more.share).toBe(less.share);
  });

  it("goes from one to another and arrives", () => {
    const [from, to] = [lookOf(VALUES), lookOf({ ...VALUES, density: 0.8 })];
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 1).glow).toBeCloseTo(0.8, 12);
    expect(between(from, to, 0.5).glow).toBeCloseTo(0.6, 12);
  });
});

describe("the drawing", () => {
  it("puts every particle at a place of its own inside the cube", () => {
    const places = Array.from({ length: 200 }, (_, index) => seeded(index));
    expect(places.flat().every((it) => it >= 0 && it < 1)).toBe(true);
    expect(new Set(places.map(String)).size).toBe(200);
  });

  it("draws one circle for each particle of the ranks given", () => {
    const circles = (path: string) => path.split("M").length - 1;
    expect(circles(specks(0, 50, false))).toBe(50);
    expect(circles(specks(50, 50, false))).toBe(0);
    expect(circles(specks(10.2, 20, true))).toBe(9);
  });

  it("is calm without sigma and equal for equal sigma", () => {
    expect(engraving(0.4)).toBe(engraving(0.4));
    expect(engraving(0)).not.toBe(engraving(0.4));
  });
});
