/**
 * The names of a graph at every zoom. A name stands at a fixed distance in pixels from the outline of its node, so it only
 * travels with the node while a view zooms. Each level is a range of zooms with one set of names, which keep clear of
 * nodes, edges and one another in the whole range. A name keeps its place from level to level while it can, and the
 * others find room as the nodes move apart. Lengths are in pixels of zoom 1.
 */
import { type Box, boxesAlong, crosses, distanceTo, Grid, grown, type Segment } from "./boxes";
import type { Point } from "./homes";
import { APART, type LabelPlace, type Named, OTHERS, placesBeside } from "./label-places";

/** Zooms where a range ends. The first is the whole picture alone. */
export const LEVEL_ENDS = [1, 1.2, 1.45, 1.75, 2.1, 2.5, 3, 3.6, 4.3, 5.1, 6] as const;

/** A name beside its node, at any zoom. */
export interface Stand {
  id: string;
  size: number;
  /** The direction from the node, of a length of about 1. */
  side: readonly [number, number];
  /** From the outline to the middle of the name, in pixels of the screen. */
  offset: Point;
  width: number;
  height: number;
  /** See `LabelPlace`. */
  distance: number;
  choice: number;
}

export interface LevelsInput {
  /** In the order in which their names choose. */
  nodes: readonly Named[];
  edges: readonly Segment[];
  /** The names of zoom 1. */
  labels: ReadonlyMap<string, LabelPlace>;
  /** The part of the distance between a node and its name that grows with the zoom, and the part that does not. */
  ring: number;
  gap: number;
  /** The part of the width of edges that does not grow with the zoom. */
  edgeRoom: number;
}

/** Where the box of a name is at a zoom, on the screen, from the middle of a node of radius `reach` there. */
export function standAt(stand: Stand, reach: number): Box {
  const { side, offset, width, height } = stand;
  const left = side[0] * reach + offset.x - width / 2;
  const top = side[1] * reach + offset.y - height / 2;
  return { left, top, right: left + width, bottom: top + height };
}

/** The level of a zoom. */
export function levelAt(zoom: number): number {
  const found = LEVEL_ENDS.findIndex((end) => zoom <= end);
  return found < 0 ? LEVEL_ENDS.length - 1 : found;
}

/** A stand and the point of its node's outline from which its offset counts. */
interface Standing {
  stand: Stand;
  from: Point;
}

/** The zooms in which two spans of one axis overlap, as an open interval. */
function overlapOf(gap: number, offset: number, room: number): readonly [number, number] {
  if (gap === 0) return Math.abs(offset) < room ? [0, Number.POSITIVE_INFINITY] : [0, 0];
  const [a, b] = [(-room - offset) / gap, (room - offset) / gap];
  return a < b ? [a, b] : [b, a];
}

/** Whether two names overlap at any zoom between `low` and `high`. */
function meet(one: Standing, other: Standing, low: number, high: number): boolean {
  const [a, b] = [one.stand, other.stand];
  const across = overlapOf(
    one.from.x - other.from.x,
    a.offset.x - b.offset.x,
    (a.width + b.width) / 2 + APART,
  );
  if (across[1] <= low || across[0] >= high) return false;
  const down = overlapOf(
    one.from.y - other.from.y,
    a.offset.y - b.offset.y,
    (a.height + b.height) / 2 + APART,
  );
  return Math.max(across[0], down[0], low) < Math.min(across[1], down[1], high);
}

/** Nodes and edges at every zoom. They are found by the room that they take at zoom 1, which is the most. */
class ZoomedGround {
  private readonly nodes = new Grid<Named>();
  private readonly edges = new Grid<Segment>();
  private readonly input: LevelsInput;

  constructor(input: LevelsInput) {
    this.input = input;
    const most = input.ring + input.gap + OTHERS;
    for (const node of input.nodes) {
      const { x, y, radius } = node;
      this.nodes.add(grown({ left: x, top: y, right: x, bottom: y }, radius + most), node);
    }
    for (const edge of input.edges) for (const box of boxesAlong(edge)) this.edges.add(box, edge);
  }

  /** `tight` leaves no more room around a name than what keeps it off. */
  private covers({ stand, from }: Standing, own: Named, zoom: number, tight: boolean): boolean {
    const { ring, gap, edgeRoom } = this.input;
    const [x, y] = [from.x + stand.offset.x / zoom, from.y + stand.offset.y / zoom];
    const [right, bottom] = [stand.width / zoom / 2, stand.height / zoom / 2];
    const box = { left: x - right, right: x + right, top: y - bottom, bottom: y + bottom };
    const roomOf = (node: Named) =>
      tight ? 1 / zoom : ring + (node === own ? gap - 1 : gap + OTHERS) / zoom;
    const onNode = (node: Named) => distanceTo(box, node) < node.radius + roomOf(node);
    const spare = tight ? edgeRoom : edgeRoom * (1 - 1 / zoom);
    const onEdge = (edge: Segment) => crosses(box, edge, edge.half - spare);
    return this.nodes.some(box, onNode) || this.edges.some(box, onEdge);
  }

  /** Whether anything is in the way at any zoom between `low` and `high`. Names move little in between. */
  coversIn(standing: Standing, own: Named, low: number, high: number, tight: boolean): boolean {
    return [low, high, Math.sqrt(low * high)].some((zoom) =>
      this.covers(standing, own, zoom, tight),
    );
  }
}

function outline({ x, y, radius }: Named, [sx, sy]: Stand["side"], ring: number): Point {
  return { x: x + sx * (radius + ring), y: y + sy * (radius + ring) };
}

/** The stand of a name that has a place at zoom 1. */
function standOf(node: Named, place: LabelPlace, ring: number): Standing {
  const { box, side, size, distance, choice } = place;
  const from = outline(node, side, ring);
  const offset = { x: (box.left + box.right) / 2 - from.x, y: (box.top + box.bottom) / 2 - from.y };
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  return { from, stand: { id: node.id, size, side, offset, width, height, distance, choice } };
}

/** The names of one level on their way to a place. */
class Level {
  readonly taken = new Map<Named, Standing>();
  private readonly ground: ZoomedGround;
  private readonly low: number;
  private readonly high: number;

  constructor(ground: ZoomedGround, level: number) {
    this.ground = ground;
    this.low = LEVEL_ENDS[level - 1] ?? 1;
    this.high = LEVEL_ENDS[level] ?? 1;
  }

  /** The first names that a name would meet, two at most. */
  private met(standing: Standing): Named[] {
    const found: Named[] = [];
    for (const [node, other] of this.taken) {
      if (!meet(standing, other, this.low, this.high)) continue;
      found.push(node);
      if (found.length === 2) break;
    }
    return found;
  }

  private isOpen(standing: Standing, node: Named, tight = false): boolean {
    return !this.ground.coversIn(standing, node, this.low, this.high, tight);
  }

  keep(node: Named, standing: Standing, tight = false): boolean {
    if (!this.isOpen(standing, node, tight) || this.met(standing).length > 0) return false;
    this.taken.set(node, standing);
    return true;
  }

  find(node: Named, all: readonly Standing[]): boolean {
    return all.some((standing) => this.keep(node, standing));
  }

  /** Takes the place of one other name that finds a second one. Yields after every place that it tries. */
  *displace(node: Named, allOf: (node: Named) => readonly Standing[]): Generator<void, boolean> {
    for (const standing of allOf(node)) {
      if (!this.isOpen(standing, node)) continue;
      const [other, more] = this.met(standing);
      const before = other && this.taken.get(other);
      if (!other || !before || more) continue;
      yield;
      this.taken.delete(other);
      this.taken.set(node, standing);
      if (this.find(other, allOf(other))) return true;
      this.taken.delete(node);
      this.taken.set(other, before);
    }
    return false;
  }
}

/** Yields often, and calls `onLevel` with each level. */
export function* nameLevels(
  input: LevelsInput,
  onLevel: (level: number, stands: readonly Stand[]) => void,
): Generator<void, void> {
  const { nodes, labels, ring, gap } = input;
  const ground = new ZoomedGround(input);
  const all = new Map<Named, Standing[]>();
  const allOf = (node: Named) => {
    const places =
      all.get(node) ?? placesBeside(node, gap + ring).map((it) => standOf(node, it, ring));
    all.set(node, places);
    return places;
  };
  let before = new Map<Named, Standing>();
  for (const node of nodes) {
    const place = labels.get(node.id);
    if (place) before.set(node, standOf(node, place, ring));
  }
  const tell = (level: number) =>
    onLevel(
      level,
      [...before.values()].map(({ stand }) => stand),
    );
  tell(0);
  for (let level = 1; level < LEVEL_ENDS.length; level += 1) {
    const next = new Level(ground, level);
    const left = nodes.filter((node) => {
      const standing = before.get(node);
      return !standing || !next.keep(node, standing);
    });
    yield;
    const lost: Named[] = [];
    for (const node of left) {
      if (!next.find(node, allOf(node)) && before.has(node)) lost.push(node);
      yield;
    }
    for (const node of lost) {
      const places = [before.get(node), ...allOf(node)].filter((it) => it !== undefined);
      if (!(yield* next.displace(node, allOf))) places.some((it) => next.keep(node, it, true));
      yield;
    }
    before = next.taken;
    tell(level);
  }
}
