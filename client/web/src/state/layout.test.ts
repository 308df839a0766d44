import { describe, expect, it } from "vitest";
import { extent, layout } from "./layout";

describe("layout", () => {
  it("gives the same places in whatever order nodes and edges come", () => {
    const ids = ["SELF", "a", "b", "c", "d"];
    const links = [
      { a: "SELF", b: "c" },
      { a: "c", b: "a" },
    ];
    const there = layout("SELF", ids, links);
    const back = layout("SELF", [...ids].reverse(), [...links].reverse());
    expect([...back].sort()).toEqual([...there].sort());
  });

  it("puts SELF in the middle and 200 others apart from each other and in sight", () => {
    const ids = ["SELF", ...Array.from({ length: 200 }, (_, index) => `n-${index}`)];
    const places = layout("SELF", ids, []);
    expect(places.get("SELF")).toEqual({ x: 0, y: 0 });
    expect(places.size).toBe(201);
    const points = [...places.values()];
    const reach = extent(places);
    points.forEach((p, at) => {
      expect(Math.max(Math.abs(p.x), Math.abs(p.y))).toBeLessThan(reach);
      for (const q of points.slice(at + 1)) {
        expect(Math.hypot(p.x - q.x, p.y - q.y)).toBeGreaterThan(60);
      }
    });
  });

  it("survives edges to nodes that do not exist, and loops", () => {
    const links = [
      { a: "SELF", b: "gone" },
      { a: "a", b: "a" },
    ];
    expect([...layout("SELF", ["SELF", "a"], links).keys()].sort()).toEqual(["SELF", "a"]);
  });
});
