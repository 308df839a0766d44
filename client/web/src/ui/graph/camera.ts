/** Which part of the picture is on the screen: fit, zoom and pan. */
import type { Point } from "../../model/homes";
import { LINE } from "./labels";

/** The margin for the largest outline in units of the picture, and for names in pixels. */
const RIM = 50;
const NAMES = { width: 60, height: 44 };
const SCALE_MAX = 1.35;
const ZOOM_MAX = 6;

function ends(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

export class Camera {
  shift: readonly [number, number] = [0, 0];
  private size = { width: 1, height: 1 };
  private half: Point = { x: 1, y: 1 };
  private middle: Point = { x: 0, y: 0 };
  private moved: Point = { x: 0, y: 0 };
  private zoom = 1;

  get zoomed(): boolean {
    return this.zoom > 1;
  }

  /** Screen pixels per unit of the picture. */
  get scale(): number {
    const width = Math.max(1, this.size.width - NAMES.width);
    const height = Math.max(1, this.size.height - NAMES.height);
    const fitting = Math.min(width / (2 * this.half.x), height / (2 * this.half.y), SCALE_MAX);
    return fitting * this.zoom;
  }

  /** Half of the picture in its own units, which is a shift of 1. */
  get reach(): number {
    return Math.max(this.half.x, this.half.y);
  }

  /** The position of the anchor in pixels. */
  get origin(): Point {
    const { scale, size, middle, moved, shift } = this;
    const reach = this.reach * scale;
    return {
      x: size.width / 2 - middle.x * scale + moved.x + shift[0] * reach,
      y: (size.height - LINE) / 2 - middle.y * scale + moved.y + shift[1] * reach,
    };
  }

  resize(width: number, height: number): void {
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
  }

  /** Fits all of these points. */
  frame(points: readonly Point[]): void {
    const [left, right] = ends(points.map(({ x }) => x));
    const [top, bottom] = ends(points.map(({ y }) => y));
    this.middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.half = { x: (right - left) / 2 + RIM, y: (bottom - top) / 2 + RIM };
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
    const { scale, half, moved } = this;
    this.moved = {
      x: within(moved.x + by.x, half.x * scale),
      y: within(moved.y + by.y, half.y * scale),
    };
  }

  fit(): void {
    this.zoom = 1;
    this.moved = { x: 0, y: 0 };
  }
}
