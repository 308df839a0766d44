/** Chooses the names to show, the most important first. No name covers another, and lesser names cover no other node. */
import { SELF } from "../../model/engine";
import type { Point } from "../../model/homes";
import { isolated, shorten } from "../../model/text";
import type { Scene, SceneNode } from "./scene";

export interface Label {
  text: string;
  /** The middle of the top edge, in pixels from the anchor. */
  x: number;
  y: number;
  strong: boolean;
}

export const LINE = 16;
const LONGEST = 18;

type At = (id: string) => Point | undefined;

interface Box {
  left: number;
  right: number;
  top: number;
}

/** A node on the screen, and the rank of its name. A lower rank is more important. */
interface Spot {
  node: SceneNode;
  rank: number;
  x: number;
  y: number;
  radius: number;
}

function spotsOf(scene: Scene, onScreen: At, scale: number): Spot[] {
  const onPath = new Set([...scene.livePath, ...scene.simPath]);
  const rankOf = (id: string) => {
    if (id === scene.selected) return 0;
    if (id === SELF) return 1;
    return onPath.has(id) ? 2 : 3;
  };
  return scene.nodes.flatMap((node) => {
    const place = onScreen(node.id);
    return place ? [{ node, rank: rankOf(node.id), ...place, radius: node.reach * scale }] : [];
  });
}

/** Whether the name of `own` would cover another node. */
function onNode(spots: readonly Spot[], own: Spot, box: Box): boolean {
  return spots.some((spot) => {
    if (spot === own) return false;
    const radius = spot.radius * 0.8;
    const dx = Math.max(box.left - spot.x, 0, spot.x - box.right);
    const dy = Math.max(box.top - spot.y, 0, spot.y - box.top - LINE);
    return dx * dx + dy * dy < radius * radius;
  });
}

export function labelsOf(
  scene: Scene,
  onScreen: At,
  scale: number,
  widthOf: (text: string) => number,
): Label[] {
  const taken: Box[] = [];
  const labels: Label[] = [];
  const spots = spotsOf(scene, onScreen, scale).sort(
    (p, q) => p.rank - q.rank || q.node.mass - p.node.mass || (p.node.id < q.node.id ? -1 : 1),
  );
  for (const spot of spots) {
    const text = isolated(shorten(spot.node.name, LONGEST));
    const half = widthOf(text) / 2 + 3;
    const top = spot.y + spot.radius + 5;
    const box = { left: spot.x - half, right: spot.x + half, top };
    const free = taken.every(
      (other) =>
        box.right < other.left || box.left > other.right || Math.abs(box.top - other.top) >= LINE,
    );
    if (!free || (spot.rank > 2 && onNode(spots, spot, box))) continue;
    taken.push(box);
    labels.push({ text, x: spot.x, y: top, strong: spot.rank < 2 });
  }
  return labels;
}
