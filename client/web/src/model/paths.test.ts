import { describe, expect, it } from "vitest";
import type { GraphEdge } from "./engine";
import { type Path, strongestPath, strongestPaths } from "./paths";

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function edge(a: string, b: string, flow: number): GraphEdge {
  return { a, b, flow, sigma: 0 };
}

/** Every path without a repeat, one by one. */
function everyPath(
  edges: readonly GraphEdge[],
  path: Path = { ids: ["SELF"], strength: 1 },
): Path[] {
  const here = path.ids.at(-1);
  const longer = edges.flatMap(({ a, b, flow }) =>
    a === here && flow > 0 && !path.ids.includes(b)
      ? everyPath(edges, { ids: [...path.ids, b], strength: path.strength * flow })
      : [],
  );
  return [path, ...longer];
}

function strongestFirst(a: Path, b: Path): number {
  if (a.strength !== b.strength) return b.strength - a.strength;
  if (a.ids.length !== b.ids.length) return a.ids.length - b.ids.length;
  return a.ids.join("\u0000") < b.ids.join("\u0000") ? -1 : 1;
}

describe("strongestPaths", () => {
  it("agrees with trying every path, ties included", () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = numbers(seed);
      const ids = ["SELF", "a", "b", "c", "d", "e"].slice(0, 3 + (seed % 4));
      // Powers of two multiply exactly, so that equal paths are really equal.
      const flows = [0, 0.25, 0.5, 1];
      const edges = ids.flatMap((a) =>
        ids.flatMap((b) =>
          a !== b && random() < 0.5 ? [edge(a, b, flows[Math.floor(random() * 4)] ?? 0)] : [],
        ),
      );
      const all = everyPath(edges).sort(strongestFirst);
      const naive = new Map<string | undefined, Path>();
      for (const path of all) {
        const end = path.ids.at(-1);
        if (!naive.has(end)) naive.set(end, path);
      }
      const found = strongestPaths("SELF", [...edges].reverse());
      expect([...found].sort()).toEqual([...naive].sort());
    }
  });

  it("carries what any flow carries", () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = numbers(seed);
      const ids = ["SELF", "a", "b", "c", "d"];
      const edges = ids.flatMap((a) =>
        ids.flatMap((b) => (a !== b ? [edge(a, b, Math.round(random() * 100) / 100)] : [])),
      );
      const all = everyPath(edges);
      for (const [id, path] of strongestPaths("SELF", edges)) {
        const most = Math.max(...all.filter((it) => it.ids.at(-1) === id).map((it) => it.strength));
        expect(path.strength).toBe(most);
      }
    }
  });
});

describe("strongestPath", () => {
  const edges = [edge("SELF", "a", 0.9), edge("a", "b", 0.8), edge("SELF", "c", 0.5)];

  it("leads to the end that most flow reaches", () => {
    expect(strongestPath("SELF", edges, null)?.ids).toEqual(["SELF", "a", "b"]);
  });

  it("leads to what is chosen, if flow reaches it", () => {
    expect(strongestPath("SELF", edges, "c")).toEqual({ ids: ["SELF", "c"], strength: 0.5 });
    expect(strongestPath("SELF", edges, "elsewhere")?.ids).toEqual(["SELF", "a", "b"]);
  });

  it("is none where nothing flows from SELF", () => {
    expect(strongestPath("SELF", [edge("a", "SELF", 1), edge("SELF", "a", 0)], null)).toBeNull();
  });
});
