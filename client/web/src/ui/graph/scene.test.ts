import { describe, expect, it } from "vitest";
import type { GraphEdge, GraphNode } from "../../model/engine";
import type { Paired } from "../../model/graph";
import { type SceneInput, sceneMaker } from "./scene";

function node(id: string, mass: number): GraphNode {
  return { id, mass, sigma: 0.2, density: 0.5, type: "", layer: 1 };
}

function edge(a: string, b: string, flow: number): GraphEdge {
  return { a, b, flow, sigma: 0 };
}

function unchanged<T>(item: T): Paired<T> {
  return { live: item, sim: item };
}

const there = unchanged(edge("SELF", "a", 0.5));
const back = unchanged(edge("a", "SELF", 0.4));
const INPUT: SceneInput = {
  nodes: [unchanged(node("SELF", 1)), unchanged(node("a", 0.4))],
  edges: [there],
  places: new Map(),
  links: [],
  livePath: { ids: ["SELF", "a"], strength: 0.5 },
  simPath: { ids: ["SELF", "a"], strength: 0.6 },
  selected: null,
};

describe("sceneMaker", () => {
  it("shows SIM only where it differs from LIVE", () => {
    const scene = sceneMaker((id) => `<${id}>`)({
      ...INPUT,
      nodes: [
        unchanged(node("SELF", 1)),
        { live: node("a", 0.25), sim: node("a", 1) },
        { live: node("b", 0.4), sim: null },
        { live: null, sim: node("c", 0.4) },
      ],
      edges: [{ live: edge("SELF", "a", 0.5), sim: null }],
    });
    const [self, a, b, c] = scene.nodes;
    expect(self).toMatchObject({ name: "<SELF>", sim: null, gone: false });
    expect(a).toMatchObject({ live: { radius: 25 }, sim: { radius: 38 }, reach: 38, gone: false });
    expect(b).toMatchObject({ sim: null, gone: true });
    expect(c).toMatchObject({ live: null, gone: false });
    expect(scene.edges).toMatchObject([{ live: 0.5, sim: null, gone: true }]);
    expect(scene.livePath).toEqual(["SELF", "a"]);
    expect(scene.simPath).toEqual([]);
  });

  it("hands on as the same objects what has not changed", () => {
    const make = sceneMaker((id) => id);
    const before = make(INPUT);
    const [self] = INPUT.nodes as [Paired<GraphNode>];
    const after = make({
      ...INPUT,
      nodes: [self, { live: node("a", 0.4), sim: node("a", 0.8) }],
    });
    expect(after.nodes[0]).toBe(before.nodes[0]);
    expect(after.nodes[1]).not.toBe(before.nodes[1]);
    expect(after.edges[0]).toBe(before.edges[0]);
  });

  it("moves an edge to its own side once there is one the other way", () => {
    const make = sceneMaker((id) => id);
    expect(make(INPUT).edges.map((it) => it.twoWay)).toEqual([false]);
    const both = make({ ...INPUT, edges: [there, back] });
    expect(both.edges.map((it) => it.twoWay)).toEqual([true, true]);
    expect(make(INPUT).edges.map((it) => it.twoWay)).toEqual([false]);
  });
});
