/** LIVE and SIM of one graph laid side by side, and what the filters leave visible. */
import type { DraftPage2, GraphEdge, GraphNode, StateDocument } from "../kernel/types";

export interface Paired<T> {
  live: T | null;
  sim: T | null;
}

function pairUp<T>(
  live: readonly T[],
  sim: readonly T[] | null,
  keyOf: (item: T) => string,
): Paired<T>[] {
  const simByKey = new Map((sim ?? live).map((item) => [keyOf(item), item]));
  const liveByKey = new Map(live.map((item) => [keyOf(item), item]));
  const keys = [...new Set([...liveByKey.keys(), ...simByKey.keys()])].sort();
  return keys.map((key) => ({
    live: liveByKey.get(key) ?? null,
    sim: simByKey.get(key) ?? null,
  }));
}

export function pairNodes(live: StateDocument, sim: StateDocument | null): Paired<GraphNode>[] {
  return pairUp(live.graph.nodes, sim?.graph.nodes ?? null, (node) => node.id);
}

export function pairEdges(live: StateDocument, sim: StateDocument | null): Paired<GraphEdge>[] {
  return pairUp(live.graph.edges, sim?.graph.edges ?? null, (edge) => `${edge.a}\u0000${edge.b}`);
}

/** The filters hide; SELF always stays. */
export function shows(page2: DraftPage2, pair: Paired<GraphNode>): boolean {
  const node = pair.sim ?? pair.live;
  if (!node || node.id === "SELF") return node !== null;
  return node.mass >= page2.mass_filter && node.sigma <= page2.sigma_filter;
}

export function showsEdge(
  page2: DraftPage2,
  pair: Paired<GraphEdge>,
  visible: ReadonlySet<string>,
): boolean {
  const edge = pair.sim ?? pair.live;
  if (!edge || !visible.has(edge.a) || !visible.has(edge.b)) return false;
  return edge.flow >= page2.flow_filter && edge.sigma <= page2.sigma_filter;
}
