/** The labels of one frame: the names of the level of its zoom, and the name that a person asks for. */
import { RING } from "../../model/arrange";
import { type Box, grown, overlaps } from "../../model/boxes";
import type { Point } from "../../model/homes";
import { levelAt, type Stand, standAt } from "../../model/label-levels";
import { LEAD_FROM } from "../../model/label-places";
import type { Lettering } from "./arrangement";
import type { Scene, SceneNode } from "./scene";

export interface ShownLabel {
  id: string;
  lines: readonly string[];
  /** From the middle of the node, in pixels. */
  box: Box;
  /** Where a line from the node ends, for a name that stands further away. */
  lead: Point | null;
  /** It has no room of its own, so it covers what is behind it. */
  covers: boolean;
}

const BELOW = 4;
const APART = 2;

interface View {
  scene: Scene;
  /** Pixels per unit of the picture. */
  scale: number;
  zoom: number;
  at: (id: string) => Point | undefined;
  /** The nodes whose names a person asks for: the selected one, and the one pointed at. */
  asked: ReadonlySet<string | null>;
}

export class ShownLabels {
  private levels: (readonly Stand[])[] = [];

  /** Level 0 begins a new set of names. The further levels replace those of the set before as they come. */
  set(level: number, stands: readonly Stand[]): void {
    this.levels[level] = stands;
  }

  clear(): void {
    this.levels = [];
  }

  /** The names at a zoom. A level that is not there yet shows those of the level before it. */
  private at(zoom: number): readonly Stand[] {
    for (let level = levelAt(zoom); level >= 0; level -= 1) {
      const found = this.levels[level];
      if (found) return found;
    }
    return [];
  }

  /** How many of the nodes have a name at this zoom, or null while nothing is known. */
  countAt({ nodes }: Scene, zoom: number): number | null {
    if (this.levels.length === 0) return null;
    const named = new Set(this.at(zoom).map(({ id }) => id));
    return nodes.filter(({ id }) => named.has(id)).length;
  }

  shown(view: View, lettering: Lettering): ShownLabel[] {
    const { scene, scale } = view;
    const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
    const labels = this.at(view.zoom).flatMap((stand) => {
      const node = nodes.get(stand.id);
      return node ? [labelOf(stand, node, scale, lettering)] : [];
    });
    const asked = scene.nodes
      .filter(({ id }) => view.asked.has(id) && !labels.some((it) => it.id === id))
      .map((node) => askedLabel(node, scale, lettering));
    if (asked.length === 0) return labels;
    const onScreen = ({ id, box }: ShownLabel) => shifted(box, view.at(id), scale);
    const boxes = asked.map((it) => grown(onScreen(it), APART));
    return [...labels.filter((it) => !boxes.some((box) => overlaps(onScreen(it), box))), ...asked];
  }
}

function labelOf(stand: Stand, node: SceneNode, scale: number, { names }: Lettering): ShownLabel {
  const box = standAt(stand, (node.reach + RING) * scale);
  return {
    id: node.id,
    lines: names.linesOf(node.name, stand.size),
    box,
    lead: stand.distance >= LEAD_FROM ? nearest(box) : null,
    covers: false,
  };
}

/** The name of a node right below it. */
function askedLabel(node: SceneNode, scale: number, { names, widthOf }: Lettering): ShownLabel {
  const { width, height } = names.sizesOf(node.name, widthOf)[0] ?? { width: 0, height: 0 };
  const top = (node.reach + RING) * scale + BELOW;
  const box = { left: -width / 2, right: width / 2, top, bottom: top + height };
  return { id: node.id, lines: names.linesOf(node.name, 0), box, lead: null, covers: true };
}

function shifted(box: Box, by: Point | undefined, scale: number): Box {
  const [x, y] = [(by?.x ?? 0) * scale, (by?.y ?? 0) * scale];
  return { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
}

/** The point of a box that is nearest to its node. */
function nearest({ left, right, top, bottom }: Box): Point {
  return { x: Math.min(right, Math.max(left, 0)), y: Math.min(bottom, Math.max(top, 0)) };
}
