/** The graph of the open goal under its draft, as signals: each changes when what it names has changed, and no sooner. */
import { computed, signal } from "@preact/signals";
import type { GraphEdge, NodeOp, Page2 } from "../model/engine";
import {
  edgeKey,
  isEdgeVisible,
  isNodeVisible,
  linkKey,
  nodeKey,
  pairEdges,
  pairNodes,
  simOrLive,
} from "../model/graph";
import { strongestPath } from "../model/paths";
import { draft, preview, view } from "./app";
import { SignalPerItem, stableList } from "./stable-list";

const PLAIN: Page2 = {
  mass_filter: 0,
  flow_filter: 0,
  sigma_filter: 1,
  virtual_anchor_shift: [0, 0],
  ops: [],
};

/** As the person has set it, ahead of the engine's answer. */
const page2 = computed(() => draft.value?.page2 ?? PLAIN);
export const massFilter = computed(() => page2.value.mass_filter);
export const flowFilter = computed(() => page2.value.flow_filter);
export const sigmaFilter = computed(() => page2.value.sigma_filter);
export const shiftX = computed(() => page2.value.virtual_anchor_shift[0]);
export const shiftY = computed(() => page2.value.virtual_anchor_shift[1]);
export const shift = computed<[number, number]>(() => [shiftX.value, shiftY.value]);

const opKey = (op: NodeOp) => op.op_id;
const own = (text: string) => text;
const sim = computed(() => preview.value?.sim ?? null);

export const ops = stableList(opKey, () => page2.value.ops);
export const opIds = stableList(own, () => ops.value.map(opKey));
const scales = stableList(
  (op) => op.node_id,
  () => ops.value.filter((op) => op.type === "NODE_MASS_SCALE"),
);

export const nodes = stableList(nodeKey, () =>
  view.value ? pairNodes(view.value.live, sim.value) : [],
);
export const edges = stableList(edgeKey, () =>
  view.value ? pairEdges(view.value.live, sim.value) : [],
);
export const nodeIds = stableList(own, () => nodes.value.map(nodeKey));
/** Those that the draft has not deleted. */
export const keptIds = stableList(own, () =>
  nodes.value.flatMap((pair) => (pair.sim ? [pair.sim.id] : [])),
);
export const links = stableList(linkKey, () =>
  edges.value.map((pair) => ({ a: simOrLive(pair).a, b: simOrLive(pair).b })),
);

const filters = computed(() => ({
  mass_filter: massFilter.value,
  flow_filter: flowFilter.value,
  sigma_filter: sigmaFilter.value,
}));
export const visibleNodes = stableList(nodeKey, () =>
  nodes.value.filter((pair) => isNodeVisible(filters.value, pair)),
);
export const visibleIds = stableList(own, () => visibleNodes.value.map(nodeKey));
export const visibleEdges = stableList(edgeKey, () => {
  const ids = new Set(visibleIds.value);
  return edges.value.filter((pair) => isEdgeVisible(filters.value, pair, ids));
});
export const hidden = computed(
  () =>
    nodes.value.length - visibleNodes.value.length + edges.value.length - visibleEdges.value.length,
);

/** What the person has picked; it may be of another goal. */
export const selected = signal<string | null>(null);
export const picked = computed(() =>
  selected.value !== null && nodeIds.value.includes(selected.value) ? selected.value : null,
);

const present = (edge: GraphEdge | null) => (edge ? [edge] : []);
const liveEdges = stableList(linkKey, () =>
  visibleEdges.value.flatMap(({ live }) => present(live)),
);
const simEdges = stableList(linkKey, () => visibleEdges.value.flatMap((pair) => present(pair.sim)));
export const livePath = computed(() => strongestPath("SELF", liveEdges.value, picked.value));
export const simPath = computed(() => {
  const [live, sim] = [liveEdges.value, simEdges.value];
  const one = live.length === sim.length && live.every((edge, at) => edge === sim[at]);
  return one ? livePath.value : strongestPath("SELF", sim, picked.value);
});

export const eachNode = new SignalPerItem(nodes, nodeKey);
export const eachEdge = new SignalPerItem(edges, edgeKey);
export const eachOp = new SignalPerItem(ops, opKey);
/** The pending operation that scales a node. */
export const eachScale = new SignalPerItem(scales, (op) => op.node_id);

/** Keeps every `each…` up to date until the answer is called. */
export function followRoute(): () => void {
  const stops = [eachNode.follow(), eachEdge.follow(), eachOp.follow(), eachScale.follow()];
  return () => {
    for (const stop of stops) stop();
  };
}
