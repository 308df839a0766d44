/**
 * Arranges a layout in a frame: it fills the frame, and nodes make room for names. Places are in pixels from the middle
 * of the frame. Equal graphs in equal frames are arranged alike.
 */

import type { Box, Segment } from "./boxes";
import { type Frame, fill, keepInside, makeRoom, ROOM_AROUND, SCALE_MAX } from "./graph-room";
import type { Link, Point } from "./homes";
import { type LabelPlace, type Named, placeInSteps } from "./label-places";
import { finish } from "./steps";

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
const ATTEMPTS = 6;
const NAMES_TRIED = 120;
/** If more than this part of the names finds no room, the graph is too dense for moving nodes. */
const LOST_MAX = 0.5;
/** If more than this part finds no room, smaller nodes would not name all either. */
const LOST_FEW = 0.15;
/** The scales that are tried for a graph whose names find no room, as shares of the usual one. */
const SHARES = [1, 0.88, 0.78];

/** Pixels per unit of the picture for so many nodes in a frame. */
export function scaleFor(nodes: number, width: number, height: number): number {
  return Math.min(SCALE_MAX, Math.sqrt((width * height) / (nodes + 1)) / SIDE_OF_NODE);
}

/** Between a node and its name: units of the picture for the ring of a selected node, and pixels. */
export const RING = 8;
export const GAP = 3;
/** Pixels between the outermost part of an edge and a name. */
export const EDGE_ROOM = 1.5;

/** The distance between a node and its name, in pixels. */
export function gapFor(scale: number): number {
  return GAP + RING * scale;
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
    half: (EDGE_HALF + (twoWay ? TWO_WAY : 0)) * scale + EDGE_ROOM,
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

/** Whether a node that has `moved` touches another one. */
function touches(moved: Named, node: Named, all: readonly Named[]): boolean {
  return all.some(
    (other) =>
      other !== node &&
      Math.hypot(other.x - moved.x, other.y - moved.y) < other.radius + moved.radius + ROOM_AROUND,
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

export type Steps<Result> = Generator<void, Result>;

/**
 * Places the names, and moves a node whose name finds no room to where it does. `before` are the choices of the last time.
 */
function* nameAll(
  nodes: readonly Named[],
  links: readonly Link[],
  input: Frame,
  before: ReadonlyMap<string, number> = new Map(),
  mayMove: (node: Named) => boolean = () => true,
): Steps<Map<string, LabelPlace>> {
  const at = new Map(nodes.map((node) => [node.id, node]));
  const isTwoWay = twoWayIn(links);
  const lineOf = (link: Link, find: At) => segmentOf(link, find, isTwoWay(link), input.scale);
  const lines = new Map(links.map((link) => [link, lineOf(link, (id) => at.get(id))]));
  const edges = [...lines.values()].filter((line) => line !== null);
  const ground = { nodes, edges, frame: frameBox(input), gap: gapFor(input.scale) };
  const placing = yield* placeInSteps(ground, before);
  const lost = nodes.filter((node) => !placing.has(node));
  if (isDense(nodes.length, nodes.length - lost.length)) return placing.byId;
  for (const node of lost.filter(mayMove)) {
    yield;
    const own = links.filter(({ a, b }) => a === node.id || b === node.id);
    const present = own.flatMap((link) => lines.get(link) ?? []);
    for (const place of around(node)) {
      const moved = { ...node, ...place };
      keepInside(moved, input);
      if (touches(moved, node, nodes)) continue;
      const next = new Map(
        own.map((link) => [link, lineOf(link, (id) => (id === node.id ? moved : at.get(id)))]),
      );
      const segments = [...next.values()].filter((line) => line !== null);
      if (!placing.relocate(node, moved, present, segments)) continue;
      for (const [link, line] of next) lines.set(link, line);
      break;
    }
  }
  return placing.byId;
}

function isDense(nodes: number, named: number): boolean {
  return nodes - named > nodes * LOST_MAX;
}

/** Names what found no room first and tries again from the same places, as long as that names more nodes. */
function* nameInTurns(nodes: readonly Named[], input: ArrangeInput): Steps<Arranged> {
  const attempts = Math.min(ATTEMPTS, Math.ceil(NAMES_TRIED / nodes.length));
  let order = nodes;
  let best: Arranged | null = null;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const moved = order.map((node) => ({ ...node }));
    const labels = yield* nameAll(moved, input.links, input);
    if (!best || labels.size > best.labels.size) {
      best = { labels, places: new Map(moved.map(({ id, x, y }) => [id, { x, y }])) };
    }
    if (labels.size === nodes.length || isDense(nodes.length, labels.size)) break;
    const isLost = ({ id }: Named) => !labels.has(id);
    order = [...order.filter(isLost), ...order.filter((node) => !isLost(node))];
  }
  return best ?? { places: new Map(), labels: new Map() };
}

/** Yields often, so that whoever runs it may let others go first. */
export function* arrangeInSteps(input: ArrangeInput): Steps<Arranged> {
  const nodes = input.nodes.map((node) => ({ ...node }));
  if (nodes.length === 0) return { places: new Map(), labels: new Map() };
  fill(nodes, input);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const pairs = input.links.flatMap(({ a, b }) => {
    const [from, to] = [at.get(a), at.get(b)];
    return from && to && from !== to ? [[from, to] as const] : [];
  });
  yield* makeRoom(
    nodes.toSorted((p, q) => (p.id < q.id ? -1 : 1)),
    pairs,
    input,
  );
  return yield* nameInTurns(nodes, input);
}

/** Arranges a graph at `scale`, or at a smaller one where more names find room, and answers that scale too. */
export function* arrangeToFit(
  inputAt: (scale: number) => ArrangeInput,
  scale: number,
): Steps<Arranged & { scale: number }> {
  let best: (Arranged & { scale: number }) | null = null;
  for (const share of SHARES) {
    const input = inputAt(scale * share);
    const made = yield* arrangeInSteps(input);
    if (!best || made.labels.size > best.labels.size) best = { ...made, scale: input.scale };
    const lost = made.places.size - made.labels.size;
    if (lost === 0 || lost > made.places.size * LOST_FEW) break;
  }
  return best ?? { places: new Map(), labels: new Map(), scale };
}

/** The same as `arrangeInSteps` in one go. */
export function arrange(input: ArrangeInput): Arranged {
  return finish(arrangeInSteps(input));
}

/**
 * Names nodes at the places that they have, from the choices that their names had there. If `mayMove`, a node whose name
 * had room and has none any more moves a little.
 */
export function* nameAgain(
  input: ArrangeInput,
  choices: ReadonlyMap<string, number>,
  mayMove: boolean,
): Steps<Arranged> {
  const nodes = input.nodes.map((node) => ({ ...node }));
  const had = ({ id }: Named) => mayMove && choices.has(id);
  const labels = yield* nameAll(nodes, input.links, input, choices, had);
  return { labels, places: new Map(nodes.map(({ id, x, y }) => [id, { x, y }])) };
}
