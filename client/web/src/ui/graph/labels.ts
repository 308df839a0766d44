/** Which names find room: the ones that matter most first, none over another, the rest over no other node either. */
import type { Point } from "../../state/homes";
import type { Scene, SceneNode } from "./scene";

export interface Label {
  text: string;
  /** In pixels from the anchor: the middle of the top edge. */
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

function rank(scene: Scene, node: SceneNode): number {
  if (node.id === scene.selected) return 0;
  if (node.id === "SELF") return 1;
  if (scene.livePath.includes(node.id) || scene.simPath.includes(node.id)) return 2;
  return 3;
}

function shorten(name: string): string {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : name;
}

/** Whether the name of `own` would lie on another node. */
function onNode(scene: Scene, own: SceneNode, box: Box, at: At, scale: number): boolean {
  return scene.nodes.some((node) => {
    const place = node === own ? undefined : at(node.id);
    if (!place) return false;
    const radius = node.reach * scale * 0.8;
    const dx = Math.max(box.left - place.x, 0, place.x - box.right);
    const dy = Math.max(box.top - place.y, 0, place.y - box.top - LINE);
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
  const order = [...scene.nodes].sort(
    (p, q) => rank(scene, p) - rank(scene, q) || q.mass - p.mass || (p.id < q.id ? -1 : 1),
  );
  for (const node of order) {
    const place = onScreen(node.id);
    if (!place) continue;
    const text = shorten(node.name);
    const half = widthOf(text) / 2 + 3;
    const top = place.y + node.reach * scale + 5;
    const box = { left: place.x - half, right: place.x + half, top };
    const free = taken.every(
      (other) =>
        box.right < other.left || box.left > other.right || Math.abs(box.top - other.top) >= LINE,
    );
    if (!free || (rank(scene, node) > 2 && onNode(scene, node, box, onScreen, scale))) continue;
    taken.push(box);
    labels.push({ text, x: place.x, y: top, strong: rank(scene, node) < 2 });
  }
  return labels;
}
