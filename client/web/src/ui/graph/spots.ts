/** The buttons that lie over the nodes of the picture. */
import type { Point } from "../../model/homes";
import type { Scene } from "./scene";

const TARGET = 44;

interface Placed {
  button: HTMLElement;
  size: number;
  x: number;
  y: number;
}

export class Spots {
  private readonly layer: HTMLElement;
  private placed = new Map<string, Placed>();
  /** The scale of the last placing, in pixels per unit of the picture. */
  scale = 0;

  constructor(layer: HTMLElement) {
    this.layer = layer;
  }

  /** Collects the buttons again, after some were added or removed. */
  collect(): void {
    const found = new Map<string, Placed>();
    for (const button of this.layer.querySelectorAll<HTMLElement>("[data-node]")) {
      const id = button.dataset.node ?? "";
      const known = this.placed.get(id);
      const kept = known?.button === button;
      found.set(id, kept ? known : { button, size: 0, x: 0, y: 0 });
    }
    this.placed = found;
  }

  /** Moves every button to its node, and leaves a button that is already there. */
  place({ nodes }: Scene, places: ReadonlyMap<string, Point>, scale: number): void {
    this.scale = scale;
    for (const node of nodes) {
      const [spot, place] = [this.placed.get(node.id), places.get(node.id)];
      if (!spot || !place) continue;
      const size = Math.max(TARGET, 2 * node.reach * scale + 12);
      const [x, y] = [place.x * scale - size / 2, place.y * scale - size / 2];
      const { style } = spot.button;
      if (size !== spot.size) style.width = style.height = `${size.toFixed(1)}px`;
      if (x !== spot.x || y !== spot.y || spot.size === 0) {
        style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      }
      Object.assign(spot, { size, x, y });
    }
  }
}
