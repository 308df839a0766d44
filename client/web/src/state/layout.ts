/**
 * Where nodes stand: SELF in the middle, the others on rings by their distance from SELF along edges, each near the
 * neighbour that it hangs on. The same nodes and edges always give the same picture.
 */
export interface Point {
  x: number;
  y: number;
}

const RING_STEP = 130;
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
function rings(anchor: string, sorted: readonly string[], links: readonly Link[]): string[][] {
  const near = neighbours(new Set(sorted), links);
  const seen = new Set([anchor]);
  const found: string[][] = [];
  let ring = [anchor];
  while (ring.length > 0) {
    const next: string[] = [];
    for (const id of ring) {
      for (const other of [...(near.get(id) ?? [])].sort()) {
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
      }
    }
    if (next.length > 0) found.push(next);
    ring = next;
  }
  const unreached = sorted.filter((id) => !seen.has(id));
  if (unreached.length > 0) found.push(unreached);
  return found;
}

export function layout(
  anchor: string,
  ids: readonly string[],
  links: readonly Link[],
): Map<string, Point> {
  const sorted = [...new Set(ids)].sort();
  const places = new Map<string, Point>([[anchor, { x: 0, y: 0 }]]);
  let radius = 0;
  for (const ring of rings(anchor, sorted, links)) {
    let placed = 0;
    while (placed < ring.length) {
      radius += RING_STEP;
      const room = Math.max(6, Math.floor((2 * Math.PI * radius) / NODE_ARC));
      const part = ring.slice(placed, placed + room);
      part.forEach((id, index) => {
        // Half a step of turn on every other ring keeps spokes from lying on each other.
        const turn = (index + (Math.round(radius / RING_STEP) % 2 ? 0 : 0.5)) / part.length;
        const angle = turn * 2 * Math.PI - Math.PI / 2;
        places.set(id, { x: Math.cos(angle) * radius, y: Math.sin(angle) * radius });
      });
      placed += part.length;
    }
  }
  return places;
}

export function extent(places: ReadonlyMap<string, Point>): number {
  let far = RING_STEP;
  for (const { x, y } of places.values()) far = Math.max(far, Math.abs(x), Math.abs(y));
  return far + NODE_ARC * 0.75;
}
