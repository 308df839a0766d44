/** The names of a graph as text: how each may be written, and which comes first. */
import { SELF } from "../../model/engine";
import type { Size } from "../../model/label-places";
import { isolated, shorten } from "../../model/text";
import { halves } from "../../model/text-lines";
import type { Scene } from "./scene";

export const LINE = 16;
/** In letters. */
const LONGEST = 18;
const HALF_LONGEST = 12;
const SHORTEST = 6;
/** How much further away a name stands before it is written in two lines, or shortened, in pixels. */
const TWO_LINES_COST = 3;
const SHORT_COST = 26;
const PADDING = 3;

export type WidthOf = (text: string) => number;

/** The ways to write a name, each as its lines. */
export function waysToWrite(name: string): string[][] {
  const ways = [[shorten(name, LONGEST)]];
  if (name.length > SHORTEST) {
    ways.push(halves(name).map((half) => shorten(half, HALF_LONGEST)));
    ways.push([shorten(name, SHORTEST)]);
  }
  return ways.map((lines) => lines.filter(Boolean).map(isolated));
}

function sizeOf(lines: readonly string[], at: number, widthOf: WidthOf): Size {
  const width = Math.max(0, ...lines.map(widthOf)) + 2 * PADDING;
  const cost = [0, TWO_LINES_COST, SHORT_COST][at] ?? 0;
  return { width, height: lines.length * LINE + 1, cost };
}

export class Names {
  private readonly ways = new Map<string, string[][]>();

  private waysOf(name: string): string[][] {
    const known = this.ways.get(name) ?? waysToWrite(name);
    this.ways.set(name, known);
    return known;
  }

  sizesOf(name: string, widthOf: WidthOf): Size[] {
    return this.waysOf(name).map((lines, at) => sizeOf(lines, at, widthOf));
  }

  /** The lines of a name in one of its sizes. */
  linesOf(name: string, size: number): readonly string[] {
    return this.waysOf(name)[size] ?? [];
  }
}

/** The selected node chooses first, then SELF, the strongest path, and the others by their mass. */
export function inOrder<T extends { id: string; mass: number }>(
  scene: Omit<Scene, "nodes"> & { nodes: readonly T[] },
): T[] {
  const onPath = new Set([...scene.livePath, ...scene.simPath]);
  const rankOf = (id: string) => {
    if (id === scene.selected) return 0;
    if (id === SELF) return 1;
    return onPath.has(id) ? 2 : 3;
  };
  return scene.nodes.toSorted(
    (p, q) => rankOf(p.id) - rankOf(q.id) || q.mass - p.mass || (p.id < q.id ? -1 : 1),
  );
}
