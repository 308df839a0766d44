/**
 * The places of nodes before any force acts. The direction comes from the node's id, the distance from the number of edges
 * between it and the anchor. A home depends on no other node's id, so a new node moves no other.
 * It uses only + - * / and square roots, which every engine rounds alike, so equal graphs have equal homes on all devices.
 */
export interface Point {
  x: number;
  y: number;
}

export interface Link {
  a: string;
  b: string;
}

/** The smallest radius. It grows with the number of nodes. */
const LEAST_RADIUS = 330;
const RADIUS_OF_ONE = 66;
const UNLINKED = 0.62;
const THICKNESS = 0.3;
const TURNS = 65_536;
const TAN_OF_SIXTEENTH = Math.SQRT2 - 1;

/** FNV-1a with a final mix: ids that differ in one character get distant directions. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The unit vector `turn` of the way around, by rational points of the circle instead of sine and cosine. */
function unit(turn: number): Point {
  const eighth = Math.floor(turn * 8);
  const t = (turn * 8 - eighth) * TAN_OF_SIXTEENTH;
  let [x, y] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
  if (eighth % 2 === 1) [x, y] = [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];
  for (let quarter = eighth >> 1; quarter > 0; quarter -= 1) [x, y] = [-y, x];
  return { x, y };
}

export function neighbours(
  ids: ReadonlySet<string>,
  links: readonly Link[],
): Map<string, Set<string>> {
  const found = new Map([...ids].map((id) => [id, new Set<string>()]));
  for (const { a, b } of links) {
    if (a === b || !ids.has(a) || !ids.has(b)) continue;
    found.get(a)?.add(b);
    found.get(b)?.add(a);
  }
  return found;
}

/** The number of edges between the anchor and each node, in either direction. Leaves out unreachable nodes. */
function distances(anchor: string, near: ReadonlyMap<string, Set<string>>): Map<string, number> {
  const found = new Map([[anchor, 0]]);
  for (const [id, steps] of found) {
    for (const other of near.get(id) ?? []) if (!found.has(other)) found.set(other, steps + 1);
  }
  return found;
}

function ring(steps: number | undefined): number {
  if (steps === undefined) return UNLINKED;
  let rest = 1;
  for (let step = 0; step < steps; step += 1) rest *= 0.55;
  return 1 - rest;
}

/** Homes of `ids`, which are sorted and unique. The anchor's home is the middle. */
export function homePositions(
  anchor: string,
  ids: readonly string[],
  links: readonly Link[],
): Map<string, Point> {
  const near = neighbours(new Set([anchor, ...ids]), links);
  const steps = distances(anchor, near);
  const radius = Math.max(LEAST_RADIUS, RADIUS_OF_ONE * Math.sqrt(ids.length));
  const aims = new Map<string, Point>();
  const places = new Map<string, Point>([[anchor, { x: 0, y: 0 }]]);
  const outwards = [...ids].sort((a, b) => (steps.get(a) ?? 0) - (steps.get(b) ?? 0));
  for (const id of outwards) {
    if (id === anchor) continue;
    const hash = hashOf(id);
    let { x, y } = unit((hash % TURNS) / TURNS);
    const own = steps.get(id);
    // A node further out stands behind its neighbours nearer to the anchor.
    for (const other of [...(near.get(id) ?? [])].sort()) {
      const aim = aims.get(other);
      if (!aim || own === undefined || steps.get(other) !== own - 1) continue;
      x += 2 * aim.x;
      y += 2 * aim.y;
    }
    const length = Math.sqrt(x * x + y * y) || 1;
    aims.set(id, { x: x / length, y: y / length });
    const thickness = 1 + THICKNESS * ((hash >>> 16) / TURNS - 0.5);
    const away = (radius * ring(own) * thickness) / length;
    places.set(id, { x: x * away, y: y * away });
  }
  return places;
}
