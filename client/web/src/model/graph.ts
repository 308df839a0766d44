/** Pairs the nodes and edges of LIVE and SIM, and applies the filters. */
import { type GraphEdge, type GraphNode, type Page2, SELF, type StateDocument } from "./engine";

export type Filters = Pick<Page2, "mass_filter" | "flow_filter" | "sigma_filter">;

export interface Paired<T> {
  live: T | null;
  sim: T | null;
}

/** The item of SIM, or of LIVE where SIM has none. Every pair has at least one. */
export function simOrLive<T>({ live, sim }: Paired<T>): T {
  return (sim ?? live) as T;
}

export function nodeKey(pair: Paired<GraphNode>): string {
  return simOrLive(pair).id;
}

export function linkKey({ a, b }: { a: string; b: string }): string {
  return `${a}\u0000${b}`;
}

export function edgeKey(pair: Paired<GraphEdge>): string {
  return linkKey(simOrLive(pair));
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
  return pairUp(live.graph.edges, sim?.graph.edges ?? null, linkKey);
}

/** Whether the filters leave a node visible. SELF always stays. */
export function isNodeVisible(filters: Filters, pair: Paired<GraphNode>): boolean {
  const node = simOrLive(pair);
  return (
    node.id === SELF || (node.mass >= filters.mass_filter && node.sigma <= filters.sigma_filter)
  );
}

export function isEdgeVisible(
  filters: Filters,
  pair: Paired<GraphEdge>,
  visible: ReadonlySet<string>,
): boolean {
  const edge = simOrLive(pair);
  if (!visible.has(edge.a) || !visible.has(edge.b)) return false;
  return edge.flow >= filters.flow_filter && edge.sigma <= filters.sigma_filter;
}
