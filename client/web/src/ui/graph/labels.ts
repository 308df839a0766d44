/** The names of a graph as text: how each may be written, and where it stands beside its node. */
import { frameBox, gapFor, segmentsOf } from "../../model/arrange";
import type { Box } from "../../model/boxes";
import { SELF } from "../../model/engine";
import type { Point } from "../../model/homes";
import { LEAD_FROM, type Named, placeLabels, type Size } from "../../model/label-places";
import { isolated, shorten } from "../../model/text";
import { halves } from "../../model/text-lines";
import type { Scene } from "./scene";

export interface Label {
  id: string;
  lines: readonly string[];
  /** The middle of the top edge, in pixels from the middle of the node. */
  x: number;
  y: number;
  /** Where a line from the node ends, for a name that stands further away. */
  lead: Point | null;
  /** See `LabelPlace`. */
  choice: number;
}

/** What is painted of a label. */
export type ShownLabel = Omit<Label, "choice">;

export const LINE = 16;
/** In letters. */
const LONGEST = 18;
const HALF_LONGEST = 12;
const SHORTEST = 6;
/** How much further away a name stands before it is written in two lines, or shortened, in pixels. */
const TWO_LINES_COST = 3;
const SHORT_COST = 26;
const PADDING = 3;

type WidthOf = (text: string) => number;

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

/** Where the names stand, in pixels, and what they are. */
interface Picture {
  scene: Scene;
  onScreen: (id: string) => Point | undefined;
  scale: number;
  widthOf: WidthOf;
  /** Null where the view shows a part of the picture. */
  frame: { width: number; height: number } | null;
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

  /** The names that find room. A name keeps its choice of `before` if it can. */
  labelsOf(
    { scene, onScreen, scale, widthOf, frame }: Picture,
    before: ReadonlyMap<string, number>,
  ): Label[] {
    const named = new Map<string, Named & { name: string }>();
    for (const { id, name, reach } of inOrder(scene)) {
      const place = onScreen(id);
      const sizes = this.sizesOf(name, widthOf);
      if (place) named.set(id, { id, name, ...place, radius: reach * scale, sizes });
    }
    const nodes = [...named.values()];
    const edges = segmentsOf(scene.edges, (id) => named.get(id), scale);
    const ground = { nodes, edges, frame: frame && frameBox(frame), gap: gapFor(scale) };
    const placed = placeLabels(ground, before);
    return nodes.flatMap((node) => {
      const place = placed.get(node.id);
      if (!place) return [];
      const { box, size, distance, choice } = place;
      const lines = this.waysOf(node.name)[size] ?? [];
      const lead = distance >= LEAD_FROM ? leadTo(box, node) : null;
      const x = (box.left + box.right) / 2 - node.x;
      return { id: node.id, lines, x, y: box.top - node.y, lead, choice };
    });
  }

  /** The name of a node right below it, for one that a person points at and that found no room. */
  below(id: string, name: string, radius: number): ShownLabel {
    return { id, lines: this.waysOf(name)[0] ?? [], x: 0, y: radius + 4, lead: null };
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

/** The point of a box that is nearest to its node, from the middle of the node. */
function leadTo({ left, right, top, bottom }: Box, { x, y }: Point): Point {
  const nearest = (value: number, low: number, high: number) =>
    Math.min(high, Math.max(low, value));
  return { x: nearest(x, left, right) - x, y: nearest(y, top, bottom) - y };
}
