/** Boxes and lines in the plane, and a grid that finds what is near. */
import type { Point } from "./homes";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A straight line that covers `half` on both sides. */
export interface Segment {
  from: Point;
  to: Point;
  half: number;
}

export function overlaps(a: Box, b: Box, apart = 0): boolean {
  return (
    a.left < b.right + apart &&
    b.left < a.right + apart &&
    a.top < b.bottom + apart &&
    b.top < a.bottom + apart
  );
}

/** The distance from a point to a box, 0 inside it. */
export function distanceTo(box: Box, { x, y }: Point): number {
  const dx = Math.max(box.left - x, 0, x - box.right);
  const dy = Math.max(box.top - y, 0, y - box.bottom);
  return Math.hypot(dx, dy);
}

/** Whether a line of width `2 * half` touches a box, by clipping it against the widened box. */
export function crosses(box: Box, { from, to, half: own }: Segment, half = own): boolean {
  let [enter, leave] = [0, 1];
  const clip = (start: number, delta: number, low: number, high: number): boolean => {
    if (delta === 0) return start > low && start < high;
    const [a, b] = [(low - start) / delta, (high - start) / delta];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    return enter < leave;
  };
  return (
    clip(from.x, to.x - from.x, box.left - half, box.right + half) &&
    clip(from.y, to.y - from.y, box.top - half, box.bottom + half)
  );
}

const CELL = 72;

/** Things by the cells that their boxes touch. */
export class Grid<T> {
  private readonly cells = new Map<number, T[]>();

  private static keys(box: Box): number[] {
    const keys: number[] = [];
    const right = Math.floor(box.right / CELL);
    const bottom = Math.floor(box.bottom / CELL);
    for (let x = Math.floor(box.left / CELL); x <= right; x += 1) {
      for (let y = Math.floor(box.top / CELL); y <= bottom; y += 1) keys.push(x * 65_536 + y);
    }
    return keys;
  }

  add(box: Box, thing: T): void {
    for (const key of Grid.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(thing);
      else this.cells.set(key, [thing]);
    }
  }

  remove(box: Box, thing: T): void {
    for (const key of Grid.keys(box)) {
      const cell = this.cells.get(key);
      cell?.splice(cell.indexOf(thing), 1);
    }
  }

  some(box: Box, test: (thing: T) => boolean): boolean {
    return Grid.keys(box).some((key) => this.cells.get(key)?.some(test) ?? false);
  }

  all(box: Box, test: (thing: T) => boolean): Set<T> {
    const found = new Set<T>();
    for (const key of Grid.keys(box)) {
      for (const thing of this.cells.get(key) ?? []) if (test(thing)) found.add(thing);
    }
    return found;
  }
}

export function grown(box: Box, by: number): Box {
  return { left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by };
}

/** Boxes along a line. One box around a long line would touch far too many cells. */
export function* boxesAlong({ from, to, half }: Segment): Generator<Box> {
  const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / CELL));
  const at = (part: number) => ({
    x: from.x + ((to.x - from.x) * part) / pieces,
    y: from.y + ((to.y - from.y) * part) / pieces,
  });
  for (let piece = 0; piece < pieces; piece += 1) {
    const [a, b] = [at(piece), at(piece + 1)];
    const left = Math.min(a.x, b.x);
    const top = Math.min(a.y, b.y);
    yield grown({ left, top, right: Math.max(a.x, b.x), bottom: Math.max(a.y, b.y) }, half);
  }
}
