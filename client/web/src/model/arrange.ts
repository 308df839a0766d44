/**
 * Arranges a layout in a frame: it fills the frame, and nodes make room for names. Places are in pixels from the middle
 * of the frame. Equal graphs in equal frames are arranged alike.
 */

import type { Box, Segment } from "./boxes";
import { type Frame, fill, keepInside, makeRoom, ROOM_AROUND, SCALE_MAX } from "./graph-room";
import type { Link, Point } from "./homes";
import { type LabelPlace, type Named, startPlacing } from "./label-places";

export interface ArrangeInput extends Frame {
  /** The nodes at their places in the layout, in the order in which their names choose. */
  nodes: readonly Named[];
  links: readonly Link[];
}

export interface Arranged {
  places: Map<string, Point>;
  labels: Map<string, LabelPlace>;
}

/** Units of the picture that one node takes on a side, with its name. */
const SIDE_OF_NODE = 180;
/** Half of the widest edge and its arrow, the gap at its ends, and the way to the side of two opposite edges. */
const EDGE_HALF = 5;
const EDGE_GAP = 6;
const TWO_WAY = 7;
/** Names keep this far from the sides of the frame. */
const INSET = 2;
/** How far a node moves for its name, in pixels, and in how many directions. */
const STEPS_ASIDE = [14, 26, 40, 56, 76, 100];
const TURNS = 16;
/** How often all names are tried, and how many names that may be in all, so that it stays within a few frames. */
const ATTEMPTS = 8;
const NAMES_TRIED = 200;
/** If more than this part of the names finds no room, the graph is too dense for moving nodes. */
const LOST_MAX = 0.5;

/** Pixels per unit of the picture for so many nodes in a frame. */
export function scaleFor(nodes: number, width: number, height: number): number {
  return Math.min(SCALE_MAX, Math.sqrt((width * height) / (nodes + 1)) / SIDE_OF_NODE);
}

/** The distance between a node and its name, in pixels. The ring of a selected node stands in between. */
export function gapFor(scale: number): number {
  return 3 + 8 * scale;
}

export function frameBox({ width, height }: { width: number; height: number }): Box {
  const [x, y] = [width / 2 - INSET, height / 2 - INSET];
  return { left: -x, top: -y, right: x, bottom: y };
}

type At = (id: string) => (Point & { radius: number }) | undefined;

function segmentOf({ a, b }: Link, at: At, twoWay: boolean, scale: number): Segment | null {
  const [from, to] = [at(a), at(b)];
  if (!from || !to || a === b) return null;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const away = Math.sqrt(dx * dx + dy * dy);
  const [start, end] = [from.radius + EDGE_GAP * scale, to.radius + EDGE_GAP * scale];
  if (away <= start + end) return null;
  return {
    from: { x: from.x + (dx * start) / away, y: from.y + (dy * start) / away },
    to: { x: to.x - (dx * end) / away, y: to.y - (dy * end) / away },
    half: (EDGE_HALF + (twoWay ? TWO_WAY : 0)) * scale + 1.5,
  };
}

function twoWayIn(links: readonly Link[]): (link: Link) => boolean {
  const keys = new Set(links.map(({ a, b }) => `${a} ${b}`));
  return ({ a, b }) => keys.has(`${b} ${a}`);
}

/** The lines that names keep clear of. */
export function segmentsOf(links: readonly Link[], at: At, scale: number): Segment[] {
  const isTwoWay = twoWayIn(links);
  return links.flatMap((link) => segmentOf(link, at, isTwoWay(link), scale) ?? []);
}

function touches(node: Named, others: readonly Named[]): boolean {
  return others.some(
    (other) =>
      other !== node &&
      Math.hypot(other.x - node.x, other.y - node.y) < other.radius + node.radius + ROOM_AROUND,
  );
}

/** The places that a node may move to, the nearest first. */
function* around({ x, y }: Point): Generator<Point> {
  for (const away of STEPS_ASIDE) {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const angle = (turn / TURNS) * 2 * Math.PI;
      yield { x: x + Math.cos(angle) * away, y: y + Math.sin(angle) * away };
    }
  }
}

/** Places the names, and moves a node whose name finds no room to where it does. */
function nameAll(nodes: readonly Named[], links: readonly Link[], input: ArrangeInput) {
  const at = new Map(nodes.map((node) => [node.id, node]));
  const isTwoWay = twoWayIn(links);
  const lineOf = (link: Link, find: At) => segmentOf(link, find, isTwoWay(link), input.scale);
  const lines = new Map(links.map((link) => [link, lineOf(link, (id) => at.get(id))]));
  const edges = [...lines.values()].filter((line) => line !== null);
  const ground = { nodes, edges, frame: frameBox(input), gap: gapFor(input.scale) };
  const placing = startPlacing(ground);
  const lost = nodes.filter((node) => !placing.has(node));
  if (lost.length > nodes.length * LOST_MAX) return placing.byId;
  for (const node of lost) {
    const own = links.filter(({ a, b }) => a === node.id || b === node.id);
    const before = own.flatMap((link) => lines.get(link) ?? []);
    for (const place of around(node)) {
      const moved = { ...node, ...place };
      keepInside(moved, input);
      if (
        touches(
          moved,
          nodes.filter((other) => other !== node),
        )
      )
        continue;
      const next = new Map(
        own.map((link) => [link, lineOf(link, (id) => (id === node.id ? moved : at.get(id)))]),
      );
      const segments = [...next.values()].filter((line) => line !== null);
      if (!placing.relocate(node, moved, before, segments)) continue;
      for (const [link, line] of next) lines.set(link, line);
      break;
    }
  }
  return placing.byId;
}

/** Names what found no room first and tries again from the same places, as long as that names more nodes. */
function nameInTurns(nodes: readonly Named[], input: ArrangeInput): Arranged {
  const attempts = Math.min(ATTEMPTS, Math.ceil(NAMES_TRIED / nodes.length));
  let order = nodes;
  let best: Arranged | null = null;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const moved = order.map((node) => ({ ...node }));
    const labels = nameAll(moved, input.links, input);
    if (!best || labels.size > best.labels.size) {
      best = { labels, places: new Map(moved.map(({ id, x, y }) => [id, { x, y }])) };
    }
    if (labels.size === nodes.length || labels.size < nodes.length * (1 - LOST_MAX)) break;
    const isLost = ({ id }: Named) => !labels.has(id);
    order = [...order.filter(isLost), ...order.filter((node) => !isLost(node))];
  }
  return best ?? { places: new Map(), labels: new Map() };
}

export function arrange(input: ArrangeInput): Arranged {
  const nodes = input.nodes.map((node) => ({ ...node }));
  if (nodes.length === 0) return { places: new Map(), labels: new Map() };
  fill(nodes, input);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const pairs = input.links.flatMap(({ a, b }) => {
    const [from, to] = [at.get(a), at.get(b)];
    return from && to && from !== to ? [[from, to] as const] : [];
  });
  makeRoom(
    nodes.toSorted((p, q) => (p.id < q.id ? -1 : 1)),
    pairs,
    input,
  );
  return nameInTurns(nodes, input);
}
