/** Spreads a layout over its frame, so that every node has room for its name. */
import type { Point } from "./homes";
import type { Named } from "./label-places";

export interface Frame {
  width: number;
  height: number;
  /** Pixels per unit of the picture. */
  scale: number;
}

export type Pair = readonly [Named, Named];

/** A layout is not stretched more than this in one direction against the other. */
const STRETCH_MAX = 2.6;
export const SCALE_MAX = 1.35;
/** Few nodes do not fly apart in a large frame. In pixels per unit of the layout. */
const SPREAD_MAX = 2.2;
const MARGIN = 6;
const ROUNDS = 90;
/** The last rounds push apart only what overlaps. */
const UNTANGLING = 6;
/** From here on rounds are fewer, so that a large graph does not stop the page. */
const MANY = 80;
const ROUNDS_OF_MANY = 16;
export const ROOM_AROUND = 5;
/** The distance that a node keeps from an edge of others. */
const EDGE_ROOM = 5;

function ends(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function clamp(value: number, low: number, high: number): number {
  return low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value));
}

/** Half of the sides of a node with its name below it, and where the middle of that lies below the node. */
function roomOf({ radius, sizes }: Named): { x: number; y: number; below: number } {
  const size = sizes.at(-1) ?? { width: 0, height: 0 };
  return {
    x: Math.max(radius, size.width / 2) + ROOM_AROUND,
    y: radius + size.height / 2 + ROOM_AROUND,
    below: size.height / 2,
  };
}

export function keepInside(node: Named, { width, height }: Frame): void {
  const room = roomOf(node);
  const aside = width / 2 - MARGIN - node.radius;
  node.x = clamp(node.x, -aside, aside);
  const [top, bottom] = [-height / 2 + MARGIN + node.radius, height / 2 - MARGIN - node.radius];
  node.y = clamp(node.y, top, bottom - room.below * 2);
}

/** Moves the layout to the middle of the frame and stretches it to its sides. */
export function fill(nodes: readonly Named[], frame: Frame): void {
  const [left, right] = ends(nodes.map(({ x }) => x));
  const [top, bottom] = ends(nodes.map(({ y }) => y));
  const widest = Math.max(...nodes.map((node) => node.radius)) + MARGIN;
  let sx = Math.max(1, frame.width - 2 * widest - 24) / Math.max(1, right - left);
  let sy = Math.max(1, frame.height - 2 * widest - 34) / Math.max(1, bottom - top);
  sx = Math.min(sx, sy * STRETCH_MAX, SPREAD_MAX);
  sy = Math.min(sy, sx * STRETCH_MAX, SPREAD_MAX);
  for (const node of nodes) {
    node.x = (node.x - (left + right) / 2) * sx;
    node.y = (node.y - (top + bottom) / 2) * sy - 8;
  }
}

/** Pushes two nodes apart along the shorter way. Returns whether they touched. */
function pushApart(one: Named, other: Named): boolean {
  const [a, b] = [roomOf(one), roomOf(other)];
  const [dx, dy] = [other.x - one.x, other.y + b.below - one.y - a.below];
  const [ox, oy] = [a.x + b.x - Math.abs(dx), a.y + b.y - Math.abs(dy)];
  if (ox <= 0 || oy <= 0) return false;
  if (ox < oy) {
    const push = (ox / 2) * (dx < 0 ? -1 : 1) * 0.6;
    one.x -= push;
    other.x += push;
  } else {
    const push = (oy / 2) * (dy < 0 ? -1 : 1) * 0.6;
    one.y -= push;
    other.y += push;
  }
  return true;
}

/** The vector from the nearest point of a line to `point`. */
function fromLine(point: Point, a: Point, b: Point): Point {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const part =
    length === 0 ? 0 : clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / length, 0, 1);
  return { x: point.x - a.x - dx * part, y: point.y - a.y - dy * part };
}

/** Pushes a node off an edge of others. */
function pushOff(node: Named, a: Named, b: Named): void {
  const off = fromLine(node, a, b);
  const away = Math.sqrt(off.x * off.x + off.y * off.y);
  const wanted = node.radius + EDGE_ROOM;
  if (away >= wanted) return;
  // A node in the middle of the line leaves it to its left.
  const length = Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2) || 1;
  const way =
    away > 0.01
      ? { x: off.x / away, y: off.y / away }
      : { x: (a.y - b.y) / length, y: (b.x - a.x) / length };
  const push = (wanted - away) * 0.4;
  node.x += way.x * push;
  node.y += way.y * push;
  for (const end of [a, b]) {
    end.x -= way.x * push * 0.3;
    end.y -= way.y * push * 0.3;
  }
}

/** Moves nodes until no two of them with their names overlap, or until the rounds are over. Yields after each round. */
export function* makeRoom(
  nodes: readonly Named[],
  links: readonly Pair[],
  frame: Frame,
): Generator<void, void> {
  const rounds = nodes.length > MANY ? ROUNDS_OF_MANY : ROUNDS;
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const [one, other] = [nodes[i], nodes[j]];
        if (one && other) pushApart(one, other);
      }
    }
    if (round < rounds - UNTANGLING) {
      for (const [a, b] of links) {
        for (const node of nodes) if (node !== a && node !== b) pushOff(node, a, b);
      }
    }
    for (const node of nodes) keepInside(node, frame);
    yield;
  }
}
