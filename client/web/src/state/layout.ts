/**
 * Where nodes stand: SELF in the middle, the others on rings around it, the nearest along edges first. The same
 * nodes and edges always give the same picture.
 */
export interface Point {
  x: number;
  y: number;
}

const RING_STEP = 136;
const NODE_ARC = 84;

interface Link {
  a: string;
  b: string;
}

function neighbours(ids: ReadonlySet<string>, links: readonly Link[]): Map<string, string[]> {
  const found = new Map<string, string[]>([...ids].map((id) => [id, []]));
  for (const { a, b } of links) {
    if (a === b || !ids.has(a) || !ids.has(b)) continue;
    found.get(a)?.push(b);
    found.get(b)?.push(a);
  }
  return found;
}

/** Breadth first from the anchor; what no edge reaches comes last. */
function byNearness(anchor: string, sorted: readonly string[], links: readonly Link[]): string[] {
  const near = neighbours(new Set(sorted), links);
  const found = new Set([anchor]);
  for (const id of found) {
    for (const other of (near.get(id) ?? []).sort()) found.add(other);
  }
  for (const id of sorted) found.add(id);
  found.delete(anchor);
  return [...found];
}

export function layout(
  anchor: string,
  ids: readonly string[],
  links: readonly Link[],
): Map<string, Point> {
  const places = new Map<string, Point>([[anchor, { x: 0, y: 0 }]]);
  const waiting = byNearness(anchor, [...new Set(ids)].sort(), links);
  for (let ring = 1; waiting.length > 0; ring += 1) {
    const radius = ring * RING_STEP;
    const part = waiting.splice(0, Math.floor((2 * Math.PI * radius) / NODE_ARC));
    part.forEach((id, index) => {
      // Half a step of turn on every other ring keeps spokes from lying on each other.
      const angle = ((index + (ring % 2 ? 0 : 0.5)) / part.length) * 2 * Math.PI - Math.PI / 2;
      places.set(id, { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius });
    });
  }
  return places;
}

export function extent(places: ReadonlyMap<string, Point>): number {
  let far = RING_STEP;
  for (const { x, y } of places.values()) far = Math.max(far, Math.abs(x), Math.abs(y));
  return far + NODE_ARC * 0.75;
}
