import { describe, expect, it } from "vitest";
import { earlierFirst, edgeChanges, nodeChanges } from "./compare";
import type { GraphNode, PastState } from "./engine";

function node(id: string, mass: number): GraphNode {
  return { id, mass, sigma: 0, density: 0, type: "PERSON", layer: 1 };
}

describe("comparing two states", () => {
  it("follows a change from the earlier state, whichever of them is A", () => {
    const at = (position: number) => ({ row: { position } }) as PastState;
    expect(earlierFirst(at(72), at(68)).map(({ row }) => row.position)).toEqual([68, 72]);
    expect(earlierFirst(at(68), at(72)).map(({ row }) => row.position)).toEqual([68, 72]);
  });

  it("names nodes that came, went and changed, and no others", () => {
    const before = [node("SELF", 0.5), node("b", 0.2), node("gone", 0.1)];
    const after = [node("SELF", 0.5), node("b", 0.3), node("a", 0.4)];
    expect(nodeChanges(before, after).map(({ id, kind }) => [id, kind])).toEqual([
      ["a", "added"],
      ["b", "changed"],
      ["gone", "removed"],
    ]);
    expect(nodeChanges(after, after)).toEqual([]);
  });

  it("counts edges that came, went and carry another flow", () => {
    const edge = (a: string, b: string, flow: number) => ({ a, b, flow, sigma: 0 });
    const before = [edge("x", "y", 0.1), edge("y", "x", 0.2), edge("x", "z", 0.3)];
    const after = [edge("x", "y", 0.1), edge("y", "x", 0.5), edge("z", "x", 0.3)];
    expect(edgeChanges(before, after)).toEqual({ added: 1, removed: 1, changed: 1 });
  });
});
