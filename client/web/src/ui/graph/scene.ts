/** What the picture of a graph shows, in numbers: LIVE and SIM of every node and edge, and the strongest path of each. */
import type { Paired } from "../../state/graph";
import type { GraphEdge, GraphNode } from "../../state/model";
import { strongestPath } from "../../state/paths";
import type { Places } from "../../state/places";
import { turnOf } from "../shapes";

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
  /** The larger of both radii: what the name keeps clear of. */
  reach: number;
}

export interface SceneEdge {
  a: string;
  b: string;
  live: number | null;
  /** Only where it differs from LIVE. */
  sim: number | null;
  gone: boolean;
  /** An edge the other way exists: each keeps to its own side. */
  twoWay: boolean;
}

export interface Scene {
  nodes: SceneNode[];
  edges: SceneEdge[];
  places: Places;
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

function sceneNode(pair: Paired<GraphNode>, drafting: boolean, name: string): SceneNode | null {
  const node = pair.sim ?? pair.live;
  if (!node) return null;
  const live = outlineOf(pair.live);
  const next = drafting ? outlineOf(pair.sim) : null;
  const same = live && next && live.radius === next.radius && live.sigma === next.sigma;
  return {
    id: node.id,
    name,
    mass: node.mass,
    sigma: node.sigma,
    live,
    sim: same ? null : next,
    gone: drafting && !pair.sim,
    turn: turnOf(node.id),
    reach: Math.max(live?.radius ?? 0, next?.radius ?? 0),
  };
}

function sceneEdge(
  pair: Paired<GraphEdge>,
  drafting: boolean,
  keys: ReadonlySet<string>,
): SceneEdge | null {
  const edge = pair.sim ?? pair.live;
  if (!edge) return null;
  const sim = drafting ? (pair.sim?.flow ?? null) : null;
  const live = pair.live?.flow ?? null;
  return {
    a: edge.a,
    b: edge.b,
    live,
    sim: sim === live ? null : sim,
    gone: drafting && !pair.sim,
    twoWay: keys.has(`${edge.b} ${edge.a}`),
  };
}

function present<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}

export interface SceneInput {
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  drafting: boolean;
  places: Places;
  selected: string | null;
  nameOf: (id: string) => string;
}

export interface StrongestPaths {
  live: ReturnType<typeof strongestPath>;
  sim: ReturnType<typeof strongestPath>;
}

/** The strongest path of LIVE and of SIM; without a draft both are one. */
export function pathsOf(
  edges: readonly Paired<GraphEdge>[],
  drafting: boolean,
  target: string | null,
): StrongestPaths {
  const live = strongestPath("SELF", present(edges.map((pair) => pair.live)), target);
  if (!drafting) return { live, sim: live };
  return { live, sim: strongestPath("SELF", present(edges.map((pair) => pair.sim)), target) };
}

export function sceneOf(input: SceneInput): Scene {
  const { nodes, edges, drafting, places, selected, nameOf } = input;
  const keys = new Set(
    edges.flatMap((pair) => {
      const edge = pair.sim ?? pair.live;
      return edge ? [`${edge.a} ${edge.b}`] : [];
    }),
  );
  const { live, sim } = pathsOf(edges, drafting, selected);
  const [livePath, simPath] = [live?.ids ?? [], sim?.ids ?? []];
  return {
    nodes: present(
      nodes.map((pair) => sceneNode(pair, drafting, nameOf((pair.sim ?? pair.live)?.id ?? ""))),
    ),
    edges: present(edges.map((pair) => sceneEdge(pair, drafting, keys))),
    places,
    livePath,
    simPath: livePath.join(" ") === simPath.join(" ") ? [] : simPath,
    selected,
  };
}
