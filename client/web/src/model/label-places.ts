/**
 * Where the names of a graph stand. A name has a box beside its node, at one of its sides or corners, in one line or two.
 * No box covers another box, a node or an edge, and none leaves the frame. A name that
 * finds no room is left out.
 */
import {
  type Box,
  boxesAlong,
  crosses,
  distanceTo,
  Grid,
  grown,
  overlaps,
  type Segment,
} from "./boxes";
import type { Point } from "./homes";

/** One way to write a name. A place of a lower cost is taken first; distances cost their pixels. */
export interface Size {
  width: number;
  height: number;
  cost: number;
}

/** A node and the sizes that its name may take. */
export interface Named extends Point {
  readonly id: string;
  radius: number;
  sizes: readonly Size[];
}

export interface Ground {
  /** The nodes, in the order in which their names choose. */
  nodes: readonly Named[];
  edges: readonly Segment[];
  frame: Box | null;
  /** The distance between a node and its own name. Others keep further away, so it is clear whose name it is. */
  gap: number;
}

export interface LabelPlace {
  box: Box;
  /** Which of the sizes. */
  size: number;
  /** The direction from its node, of a length of about 1. */
  side: readonly [number, number];
  /** How far it stands from its node, beyond the least gap. */
  distance: number;
  /** Where it stands beside its node. The same number is tried first the next time. */
  choice: number;
}

/** How much further than its own name other names stay away from a node. */
export const OTHERS = 2;
export const APART = 2;
/** Further away, a thin line leads to the name. */
const DISTANCES = [0, 9, 20, 34, 50];
/** Below, above, at the sides, at the corners, and shifted: in parts of the box, from the middle of the node. */
const SIDES: readonly [x: number, y: number][] = [
  [0, 1],
  [1, 0],
  [-1, 0],
  [0, -1],
  [0.7, 0.7],
  [-0.7, 0.7],
  [0.7, -0.7],
  [-0.7, -0.7],
  [0.4, 0.92],
  [-0.4, 0.92],
  [0.4, -0.92],
  [-0.4, -0.92],
  [0.96, 0.28],
  [-0.96, 0.28],
  [0.96, -0.28],
  [-0.96, -0.28],
  [0.2, 0.98],
  [-0.2, 0.98],
];

const COST_OF_SIDE = 1.2;
/** From here on a line leads from the node to its name. */
export const LEAD_FROM = 15;

interface Choice {
  size: number;
  side: readonly [number, number];
  distance: number;
}

const choicesByCosts = new Map<string, readonly Choice[]>();

/** All places beside a node, the cheapest first. */
function choicesOf(sizes: readonly Size[]): readonly Choice[] {
  const key = sizes.map(({ cost }) => cost).join(" ");
  const known = choicesByCosts.get(key);
  if (known) return known;
  const all = sizes.flatMap(({ cost }, size) =>
    DISTANCES.flatMap((distance) =>
      SIDES.map((side, at) => ({
        size,
        side,
        distance,
        cost: cost + distance + at * COST_OF_SIDE,
      })),
    ),
  );
  const sorted = all.sort((p, q) => p.cost - q.cost);
  choicesByCosts.set(key, sorted);
  return sorted;
}

/** The box of a size in direction `side`: it touches the circle of `away` from outside. */
function boxAt(node: Named, size: Size, [x, y]: readonly [number, number], away: number): Box {
  // The middle of the box moves along its own half sides, so that a box at the side is not pushed off by its width.
  const middle = {
    x: node.x + x * away + Math.sign(x) * Math.min(1, Math.abs(x) * 1.45) * (size.width / 2),
    y: node.y + y * away + Math.sign(y) * Math.min(1, Math.abs(y) * 1.45) * (size.height / 2),
  };
  const [left, top] = [middle.x - size.width / 2, middle.y - size.height / 2];
  return { left, top, right: left + size.width, bottom: top + size.height };
}

function placeBeside(node: Named, choice: number, gap: number): LabelPlace | null {
  const found = choicesOf(node.sizes)[choice];
  const own = found && node.sizes[found.size];
  if (!found || !own) return null;
  const { size, side, distance } = found;
  return {
    box: boxAt(node, own, side, node.radius + gap + distance),
    size,
    side,
    choice,
    distance,
  };
}

/** All places of a name beside its node, the best first. */
export function placesBeside(node: Named, gap: number): LabelPlace[] {
  return choicesOf(node.sizes).flatMap((_, choice) => placeBeside(node, choice, gap) ?? []);
}

function inside(box: Box, frame: Box): Box {
  const dx = Math.max(0, frame.left - box.left) || Math.min(0, frame.right - box.right);
  const dy = Math.max(0, frame.top - box.top) || Math.min(0, frame.bottom - box.bottom);
  if (dx === 0 && dy === 0) return box;
  return {
    left: box.left + dx,
    right: box.right + dx,
    top: box.top + dy,
    bottom: box.bottom + dy,
  };
}

function around({ x, y, radius }: Named, by: number): Box {
  return grown({ left: x, top: y, right: x, bottom: y }, radius + by);
}

/** Nodes and edges, which no name may cover. */
class Obstacles {
  private readonly nodes = new Grid<Named>();
  private readonly edges = new Grid<Segment>();
  /** The distances of a node from its own name, and from others. */
  private readonly gap: number;
  readonly others: number;

  constructor({ nodes, edges, gap }: Ground) {
    this.gap = gap;
    this.others = gap + OTHERS;
    for (const node of nodes) this.add(node);
    for (const edge of edges) this.addEdge(edge);
  }

  add(node: Named): void {
    this.nodes.add(around(node, this.others), node);
  }

  remove(node: Named): void {
    this.nodes.remove(around(node, this.others), node);
  }

  addEdge(edge: Segment): void {
    for (const box of boxesAlong(edge)) this.edges.add(box, edge);
  }

  removeEdge(edge: Segment): void {
    for (const box of boxesAlong(edge)) this.edges.remove(box, edge);
  }

  covers(box: Box, own: Named): boolean {
    const onNode = (node: Named) =>
      distanceTo(box, node) < node.radius + (node === own ? this.gap - 1 : this.others);
    return this.nodes.some(box, onNode) || this.edges.some(box, (edge) => crosses(box, edge));
  }
}

/** Names on their way to a place. */
export class LabelPlacing {
  private readonly placed = new Map<Named, LabelPlace>();
  private readonly labels = new Grid<Named>();
  private readonly obstacles: Obstacles;
  private readonly frame: Box | null;
  private readonly gap: number;
  private readonly free = new Map<Named, LabelPlace[]>();

  constructor(ground: Ground) {
    this.obstacles = new Obstacles(ground);
    this.frame = ground.frame;
    this.gap = ground.gap;
  }

  private place(node: Named, choice: number): LabelPlace | null {
    const place = placeBeside(node, choice, this.gap);
    return place && this.frame ? { ...place, box: inside(place.box, this.frame) } : place;
  }

  /** The places that nothing but other names may block, the best first. */
  private *open(node: Named): Generator<LabelPlace> {
    const known = this.free.get(node);
    if (known) {
      yield* known;
      return;
    }
    const found: LabelPlace[] = [];
    const all = choicesOf(node.sizes).length;
    for (let choice = 0; choice < all; choice += 1) {
      const place = this.place(node, choice);
      if (!place || this.obstacles.covers(place.box, node)) continue;
      found.push(place);
      yield place;
    }
    this.free.set(node, found);
  }

  private touching(box: Box): Set<Named> {
    return this.labels.all(grown(box, APART), (other) => {
      const placed = this.placed.get(other);
      return placed !== undefined && overlaps(box, placed.box, APART);
    });
  }

  private put(node: Named, place: LabelPlace): true {
    this.placed.set(node, place);
    this.labels.add(place.box, node);
    return true;
  }

  private take(node: Named): LabelPlace | undefined {
    const place = this.placed.get(node);
    if (place) this.labels.remove(place.box, node);
    this.placed.delete(node);
    return place;
  }

  /** Whether a name stands where a node or an edge would come. */
  private blocks(node: Named, edges: readonly Segment[]): boolean {
    const { others } = this.obstacles;
    const boxOf = (other: Named) => this.placed.get(other)?.box;
    const isClose = (other: Named) => {
      const box = boxOf(other);
      return box !== undefined && distanceTo(box, node) < node.radius + others;
    };
    if (this.labels.some(around(node, others), isClose)) return true;
    return edges.some((edge) => {
      const isCrossed = (other: Named) => {
        const box = boxOf(other);
        return box !== undefined && crosses(box, edge);
      };
      for (const piece of boxesAlong(edge)) if (this.labels.some(piece, isCrossed)) return true;
      return false;
    });
  }

  /** Moves a nameless node if it finds room for its name there. Otherwise everything stays. */
  relocate(node: Named, to: Point, before: readonly Segment[], next: readonly Segment[]): boolean {
    const { x, y } = node;
    const swap = (at: Point, out: readonly Segment[], into: readonly Segment[]) => {
      this.obstacles.remove(node);
      for (const edge of out) this.obstacles.removeEdge(edge);
      Object.assign(node, { x: at.x, y: at.y });
      this.obstacles.add(node);
      for (const edge of into) this.obstacles.addEdge(edge);
      this.free.delete(node);
    };
    swap(to, before, next);
    if (!this.blocks(node, next) && this.tryAll(node)) {
      // What was free for other names may not be any more.
      this.free.clear();
      return true;
    }
    swap({ x, y }, next, before);
    return false;
  }

  has(node: Named): boolean {
    return this.placed.has(node);
  }

  get byId(): Map<string, LabelPlace> {
    return new Map([...this.placed].map(([{ id }, place]) => [id, place]));
  }

  tryAgain(node: Named, choice: number): boolean {
    const place = this.place(node, choice);
    if (!place || this.obstacles.covers(place.box, node)) return false;
    return this.touching(place.box).size === 0 && this.put(node, place);
  }

  tryAll(node: Named): boolean {
    for (const place of this.open(node)) {
      if (this.touching(place.box).size === 0) return this.put(node, place);
    }
    return false;
  }

  /** Takes the place of one other name that finds a second one. */
  displace(node: Named): boolean {
    for (const place of this.open(node)) {
      const [other, more] = this.touching(place.box);
      if (!other || more) continue;
      const before = this.take(other);
      this.put(node, place);
      if (this.tryAll(other)) return true;
      this.take(node);
      if (before) this.put(other, before);
    }
    return false;
  }
}

/** Places all names that find room. `before` are the choices of the last time. Yields after names. */
export function* placeInSteps(
  ground: Ground,
  before: ReadonlyMap<string, number> = new Map(),
): Generator<void, LabelPlacing> {
  const placing = new LabelPlacing(ground);
  const left = ground.nodes.filter((node) => {
    const choice = before.get(node.id);
    return choice === undefined || !placing.tryAgain(node, choice);
  });
  yield;
  const lost: Named[] = [];
  for (const node of left) {
    if (!placing.tryAll(node)) lost.push(node);
    yield;
  }
  for (const node of lost) {
    placing.displace(node);
    yield;
  }
  return placing;
}
