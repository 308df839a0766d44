/** Which part of the picture is on the screen: fit, zoom and pan. */
import type { Box } from "../../model/boxes";
import type { Point } from "../../model/homes";

const ZOOM_MAX = 6;

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

export class Camera {
  shift: readonly [number, number] = [0, 0];
  /** Screen pixels per unit of an unzoomed picture, which fills the frame. */
  unit = 1;
  private size = { width: 1, height: 1 };
  private moved: Point = { x: 0, y: 0 };
  /** How much larger than the whole picture. */
  zoom = 1;

  get zoomed(): boolean {
    return this.zoom > 1;
  }

  get frame(): { width: number; height: number } {
    return this.size;
  }

  /** Screen pixels per unit of the picture. */
  get scale(): number {
    return this.unit * this.zoom;
  }

  /** How many pixels a shift of 1 moves the picture: half of it. */
  get reach(): number {
    return (Math.max(this.size.width, this.size.height) / 2) * this.zoom;
  }

  /** The position of the middle of the picture in pixels. */
  get origin(): Point {
    const { size, moved, shift, reach } = this;
    return {
      x: size.width / 2 + moved.x + shift[0] * reach,
      y: size.height / 2 + moved.y + shift[1] * reach,
    };
  }

  /** The part of the picture in the frame, in its units. */
  get view(): Box {
    const { size, origin, scale } = this;
    const [left, top] = [-origin.x / scale, -origin.y / scale];
    return { left, top, right: left + size.width / scale, bottom: top + size.height / scale };
  }

  resize(width: number, height: number): void {
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
  }

  /** Zooms by `factor` around the point `at` in pixels. Returns false at either limit. */
  zoomBy(factor: number, at: Point = { x: this.size.width / 2, y: this.size.height / 2 }): boolean {
    const next = Math.min(ZOOM_MAX, Math.max(1, this.zoom * factor));
    if (next === this.zoom) return false;
    const { origin } = this;
    const ratio = next / this.zoom;
    this.zoom = next;
    // A picture that fits again stands where it fits.
    if (next === 1) {
      this.moved = { x: 0, y: 0 };
      return true;
    }
    const wanted = {
      x: at.x - (at.x - origin.x) * ratio,
      y: at.y - (at.y - origin.y) * ratio,
    };
    const now = this.origin;
    this.panBy({ x: wanted.x - now.x, y: wanted.y - now.y });
    return true;
  }

  /** Moves the view. At least a part of the picture stays in it. */
  panBy(by: Point): void {
    const { size, zoom, moved } = this;
    this.moved = {
      x: within(moved.x + by.x, (size.width / 2) * zoom),
      y: within(moved.y + by.y, (size.height / 2) * zoom),
    };
  }

  fit(): void {
    this.zoom = 1;
    this.moved = { x: 0, y: 0 };
  }
}
