/** The node in the direction of an arrow key. */
import type { Point } from "../../model/homes";

const WAYS: Record<string, Point> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** Sideways distance counts twice, so a node straight ahead comes before a nearer one at the side. */
const ASIDE = 2;

export function isArrow(key: string): boolean {
  return key in WAYS;
}

/** The nearest node in the quarter around the direction, or else in the half ahead, or null. */
export function nextInDirection(
  places: ReadonlyMap<string, Point>,
  ids: readonly string[],
  from: string,
  key: string,
): string | null {
  const [way, start] = [WAYS[key], places.get(from)];
  if (!way || !start) return null;
  let best: { id: string; within: boolean; cost: number } | null = null;
  for (const id of [...ids].sort()) {
    const place = places.get(id);
    if (!place || id === from) continue;
    const [dx, dy] = [place.x - start.x, place.y - start.y];
    const ahead = dx * way.x + dy * way.y;
    if (ahead <= 0) continue;
    const aside = Math.abs(dx * way.y - dy * way.x);
    const found = { id, within: aside <= ahead, cost: ahead + ASIDE * aside };
    const nearer = !best || found.cost < best.cost;
    if (!best || (found.within !== best.within ? found.within : nearer)) best = found;
  }
  return best?.id ?? null;
}
