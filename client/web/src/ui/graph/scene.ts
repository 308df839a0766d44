/** The numbers behind the picture of a graph: LIVE and SIM of every node and edge, and the strongest path of each. */

import type { GraphEdge, GraphNode } from "../../model/engine";
import { edgeKey, linkKey, type Paired, simOrLive } from "../../model/graph";
import type { Link } from "../../model/homes";
import type { Path } from "../../model/paths";
import { turnOf } from "../../model/shapes";
import type { Places } from "./use-places";

export interface Outline {
  radius: number;
  sigma: number;
}

export interface SceneNode {
  id: string;
  name: string;
  mass: number;
  sigma: number;
  live: Outline | null;
  /** Only where it differs from LIVE. */
  sim: Outline | null;
  gone: boolean;
  turn: number;
  /** The larger of both radii. The name keeps clear of it. */
  reach: number;
}

export interface SceneEdge {
  a: string;
  b: string;
  live: number | null;
  /** Only where it differs from LIVE. */
  sim: number | null;
  gone: boolean;
  /** The opposite edge exists, so each is drawn on its own side. */
  twoWay: boolean;
}

export interface Scene {
  nodes: readonly SceneNode[];
  edges: readonly SceneEdge[];
  /** The layout of all nodes, also of hidden ones. */
  places: Places;
  /** All edges, also hidden ones. */
  links: readonly Link[];
  nameOf: (id: string) => string;
  livePath: readonly string[];
  /** Only where it differs from LIVE's. */
  simPath: readonly string[];
  selected: string | null;
}

export function radiusOf(mass: number): number {
  return 12 + 26 * Math.sqrt(mass);
}

/** The mass whose node has this radius. */
export function massOf(radius: number): number {
  const root = Math.max(0, (radius - 12) / 26);
  return root * root;
}

function outlineOf(node: GraphNode | null): Outline | null {
  return node && { radius: radiusOf(node.mass), sigma: node.sigma };
}

function sceneNode(pair: Paired<GraphNode>, nameOf: (id: string) => string): SceneNode {
  const { id, mass, sigma } = simOrLive(pair);
  const [live, next] = [outlineOf(pair.live), outlineOf(pair.sim)];
  const same = live && next && live.radius === next.radius && live.sigma === next.sigma;
  return {
    id,
    name: nameOf(id),
    mass,
    sigma,
    live,
    sim: same ? null : next,
    gone: !pair.sim,
    turn: turnOf(id),
    reach: Math.max(live?.radius ?? 0, next?.radius ?? 0),
  };
}

function sceneEdge(pair: Paired<GraphEdge>, twoWay: boolean): SceneEdge {
  const { a, b } = simOrLive(pair);
  const [live, sim] = [pair.live?.flow ?? null, pair.sim?.flow ?? null];
  return { a, b, live, sim: sim === live ? null : sim, gone: !pair.sim, twoWay };
}

export interface SceneInput {
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  places: Places;
  links: readonly Link[];
  livePath: Path | null;
  simPath: Path | null;
  selected: string | null;
}

/** Makes scenes. An unchanged node or edge stays the same object in the next scene. */
export function sceneMaker(nameOf: (id: string) => string): (input: SceneInput) => Scene {
  const nodesMade = new WeakMap<Paired<GraphNode>, SceneNode>();
  const edgesMade = new WeakMap<Paired<GraphEdge>, SceneEdge>();
  const nodeOf = (pair: Paired<GraphNode>) => {
    const node = nodesMade.get(pair) ?? sceneNode(pair, nameOf);
    nodesMade.set(pair, node);
    return node;
  };
  const edgeOf = (pair: Paired<GraphEdge>, twoWay: boolean) => {
    const known = edgesMade.get(pair);
    const edge = known?.twoWay === twoWay ? known : sceneEdge(pair, twoWay);
    edgesMade.set(pair, edge);
    return edge;
  };
  return ({ nodes, edges, places, links, livePath, simPath, selected }) => {
    const keys = new Set(edges.map(edgeKey));
    const [live, sim] = [livePath?.ids ?? [], simPath?.ids ?? []];
    return {
      nodes: nodes.map(nodeOf),
      edges: edges.map((pair) => {
        const { a, b } = simOrLive(pair);
        return edgeOf(pair, keys.has(linkKey({ a: b, b: a })));
      }),
      places,
      links,
      nameOf,
      livePath: live,
      simPath: live.join(" ") === sim.join(" ") ? [] : sim,
      selected,
    };
  };
}

/** Whether the geometry or the look of any line differs. */
export function linesDiffer(before: Scene, next: Scene): boolean {
  const reaches = (scene: Scene) => scene.nodes.map(({ reach }) => reach);
  return (
    differ(before.edges, next.edges) ||
    differ(before.livePath, next.livePath) ||
    differ(before.simPath, next.simPath) ||
    differ(reaches(before), reaches(next))
  );
}

function differ<T>(before: readonly T[], next: readonly T[]): boolean {
  return before.length !== next.length || before.some((item, at) => item !== next[at]);
}
