/** The strongest path from SELF along flow. */
import type { GraphEdge } from "./engine";

/** What of SELF's flow arrives: the flows along the path multiplied. */
export interface Path {
  ids: string[];
  strength: number;
}

type Flows = ReadonlyMap<string, ReadonlyMap<string, number>>;

function byStart(edges: readonly GraphEdge[]): Flows {
  const found = new Map<string, Map<string, number>>();
  for (const { a, b, flow } of edges) {
    if (a === b || flow <= 0) continue;
    const from = found.get(a) ?? new Map<string, number>();
    found.set(a, from.set(b, flow));
  }
  return found;
}

/** More flow first; of equal ones the shorter, then by ids, so that every device draws the same. */
function before(a: Path, b: Path): boolean {
  if (a.strength !== b.strength) return a.strength > b.strength;
  if (a.ids.length !== b.ids.length) return a.ids.length < b.ids.length;
  const at = a.ids.findIndex((id, index) => id !== b.ids[index]);
  return at >= 0 && (a.ids[at] ?? "") < (b.ids[at] ?? "");
}

/** The strongest path to every node that flow reaches: no flow is above 1, so no detour gains. */
export function strongestPaths(anchor: string, edges: readonly GraphEdge[]): Map<string, Path> {
  const flows = byStart(edges);
  const found = new Map<string, Path>();
  const open = new Map<string, Path>([[anchor, { ids: [anchor], strength: 1 }]]);
  for (;;) {
    let next: Path | null = null;
    for (const path of open.values()) if (!next || before(path, next)) next = path;
    if (!next) return found;
    const id = next.ids.at(-1) ?? anchor;
    open.delete(id);
    found.set(id, next);
    for (const [to, flow] of flows.get(id) ?? []) {
      if (found.has(to)) continue;
      const longer = { ids: [...next.ids, to], strength: next.strength * flow };
      const known = open.get(to);
      if (!known || before(longer, known)) open.set(to, longer);
    }
  }
}

/**
 * The path to `target`, where flow reaches it. Else of all ends (nodes that no strongest path leads on from) the
 * path to the one that most flow reaches.
 */
export function strongestPath(
  anchor: string,
  edges: readonly GraphEdge[],
  target: string | null,
): Path | null {
  const paths = strongestPaths(anchor, edges);
  paths.delete(anchor);
  const chosen = target ? paths.get(target) : undefined;
  if (chosen) return chosen;
  const passed = new Set([...paths.values()].map(({ ids }) => ids.at(-2)));
  let best: Path | null = null;
  for (const [id, path] of paths) {
    if (!passed.has(id) && (!best || before(path, best))) best = path;
  }
  return best;
}
