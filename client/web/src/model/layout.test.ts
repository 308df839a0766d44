import { describe, expect, it } from "vitest";
import type { Link, Point } from "./homes";
import { layout } from "./layout";

/** A small generator of numbers in [0, 1), the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function graph(seed: number, nodes: number, edges: number): { ids: string[]; links: Link[] } {
  const random = numbers(seed);
  const others = Array.from({ length: nodes }, () => `n-${Math.floor(random() * 2 ** 32)}`);
  const ids = ["SELF", ...others];
  const pick = () => ids[Math.floor(random() * ids.length)] ?? "SELF";
  return { ids, links: Array.from({ length: edges }, () => ({ a: pick(), b: pick() })) };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function distance(p: Point | undefined, q: Point | undefined): number {
  return p && q ? Math.hypot(p.x - q.x, p.y - q.y) : Number.POSITIVE_INFINITY;
}

/** The value that `share` of the others are not above. */
function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
}

describe("layout", () => {
  it("gives the same places in whatever order nodes and edges come", () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { ids, links } = graph(seed, 3 + 2 * seed, 4 * seed);
      const there = layout("SELF", ids, links);
      const random = numbers(seed + 1000);
      const back = layout("SELF", shuffled(ids, random), shuffled(links, random));
      expect([...back].sort()).toEqual([...there].sort());
    }
  });

  it("is bound to known places, so that a change of any rule or library is seen", () => {
    const links = [
      { a: "SELF", b: "ada" },
      { a: "ada", b: "ben" },
    ];
    expect(Object.fromEntries(layout("SELF", ["SELF", "ada", "ben", "chi"], links))).toEqual({
      SELF: { x: 0, y: 0 },
      ada: { x: -3.6, y: -148.5 },
      ben: { x: -130, y: -197.2 },
      chi: { x: 207.6, y: 19.2 },
    });
  });

  it("keeps SELF in the middle and 120 others apart", () => {
    const { ids, links } = graph(7, 120, 240);
    const places = layout("SELF", ids, links);
    expect(places.get("SELF")).toEqual({ x: 0, y: 0 });
    expect(places.size).toBe(121);
    const points = [...places.values()];
    points.forEach((p, at) => {
      expect(Math.hypot(p.x, p.y)).toBeLessThan(1400);
      const nearest = Math.min(...points.slice(at + 1).map((q) => distance(p, q)));
      expect(nearest).toBeGreaterThan(80);
    });
  });

  it("leaves the others about where they are when one comes or goes", () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { ids, links } = graph(seed, 4 + 6 * seed, 6 * seed);
      const before = layout("SELF", ids, links);
      const more = [...ids, "n-new"];
      const after = layout("SELF", more, [...links, { a: "SELF", b: "n-new" }]);
      const moved = ids.map((id) => distance(before.get(id), after.get(id)));
      expect(quantile(moved, 0.5)).toBeLessThan(60);
      expect(quantile(moved, 0.9)).toBeLessThan(150);
    }
  });

  it("survives edges to nodes that do not exist, loops, and two nodes with one home", () => {
    const links = [
      { a: "SELF", b: "gone" },
      { a: "a", b: "a" },
    ];
    expect([...layout("SELF", ["SELF", "a", "a"], links).keys()].sort()).toEqual(["SELF", "a"]);
  });
});
