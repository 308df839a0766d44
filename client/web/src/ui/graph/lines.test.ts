import { describe, expect, it } from "vitest";
import type { Box } from "../../model/boxes";
import type { Run } from "./geometry";
import { strokeDashes, strokeLines } from "./lines";

/** A seeded number from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Stroke {
  from: [number, number];
  to: [number, number];
  dash: number[];
  offset: number;
  width: number;
}

/** A canvas that remembers each stroke. */
function canvas() {
  const strokes: Stroke[] = [];
  let [from, to]: [number, number][] = [];
  let dash: number[] = [];
  const ctx = {
    lineWidth: 1,
    lineDashOffset: 0,
    setLineDash: (next: number[]) => {
      dash = next;
    },
    beginPath: () => {},
    moveTo: (x: number, y: number) => {
      from = [x, y];
    },
    lineTo: (x: number, y: number) => {
      to = [x, y];
    },
    stroke: () => {
      if (from && to)
        strokes.push({ from, to, dash, offset: ctx.lineDashOffset, width: ctx.lineWidth });
    },
  };
  return { ctx: ctx as unknown as CanvasRenderingContext2D, strokes };
}

function randomRun(random: () => number): Run {
  // Some lines are level or upright, where a division by the direction fails.
  const angle = random() < 0.3 ? Math.floor(random() * 4) * (Math.PI / 2) : random() * 2 * Math.PI;
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)].map((it) => (Math.abs(it) < 1e-9 ? 0 : it));
  const [x, y] = [random() * 2000 - 1000, random() * 2000 - 1000];
  const flow = random() < 0.2 ? 0 : random();
  return {
    x,
    y,
    ux: ux ?? 0,
    uy: uy ?? 0,
    length: 10 + random() * 1500,
    width: 1 + 6 * flow,
    flow,
  };
}

const isIn = ({ left, right, top, bottom }: Box, x: number, y: number, room: number) =>
  x >= left - room && x <= right + room && y >= top - room && y <= bottom + room;

const along = ({ x, y, ux, uy }: Run, [px, py]: [number, number]) => (px - x) * ux + (py - y) * uy;

/** Points of a whole line, from its beginning to its end. */
const points = ({ x, y, ux, uy, length }: Run) =>
  Array.from({ length: 101 }, (_, step) => {
    const at = (step / 100) * length;
    return { at, x: x + ux * at, y: y + uy * at };
  });

const near = (value: number) => expect.closeTo(value, 6);

describe.each([1, 2, 3, 4, 5])("what is stroked of the lines in view, seed %i,", (seed) => {
  const random = numbers(seed);
  const runs = Array.from({ length: 60 }, () => randomRun(random));
  const [left, top] = [random() * 800 - 600, random() * 800 - 600];
  const view = {
    left,
    top,
    right: left + 200 + random() * 600,
    bottom: top + 200 + random() * 400,
  };

  /** Each stroked part, as a range along its line. Lines are stroked in their order, each at most once. */
  function parts(
    strokes: readonly Stroke[],
  ): Map<Run, { stroke: Stroke; range: [number, number] }> {
    const found = new Map<Run, { stroke: Stroke; range: [number, number] }>();
    let last = -1;
    for (const stroke of strokes) {
      const index = runs.findIndex(({ x, y, ux, uy }, at) => {
        const [dx, dy] = [stroke.from[0] - x, stroke.from[1] - y];
        return at > last && Math.abs(dx * uy - dy * ux) < 1e-6;
      });
      const run = runs[index];
      if (!run) throw new Error("a stroke of no line");
      last = index;
      found.set(run, { stroke, range: [along(run, stroke.from), along(run, stroke.to)] });
    }
    return found;
  }

  it("is every point of a whole line that lies in view, and none far outside", () => {
    const { ctx, strokes } = canvas();
    strokeLines(ctx, { scale: 1, view, seconds: null }, runs);
    const stroked = parts(strokes);
    for (const run of runs) {
      const { stroke, range } = stroked.get(run) ?? { stroke: null, range: [0, 0] };
      if (stroke) expect([stroke.offset, stroke.width]).toEqual([range[0], run.width].map(near));
      const wrong = points(run).filter(({ at, x, y }) => {
        const isStroked = stroke !== null && at >= range[0] - 1e-6 && at <= range[1] + 1e-6;
        return isStroked ? !isIn(view, x, y, run.width + 1e-6) : isIn(view, x, y, 0);
      });
      expect(wrong).toEqual([]);
    }
  });

  it.each([0.2, 0.6, 1, 3])(
    "has its dashes where those of the whole line are, at scale %d",
    (scale) => {
      const seconds = 12.5;
      const { ctx, strokes } = canvas();
      strokeDashes(ctx, { scale, view, seconds }, runs);
      for (const [run, { stroke, range }] of parts(strokes)) {
        const gap = stroke.dash.reduce((sum, part) => sum + part, 0);
        expect(stroke.width).toBe(Math.max(run.width, 0.9 / scale));
        expect(gap * scale).toBeGreaterThanOrEqual(14);
        expect(run.flow).toBeGreaterThan(0);
        // A whole line has the offset of its motion alone.
        const whole = -(seconds * (8 + 36 * run.flow));
        const turns = (stroke.offset - range[0] - whole) / gap;
        expect(turns).toBeCloseTo(Math.round(turns), 6);
        expect(range[1]).toBeLessThanOrEqual(run.length - 6 + 1e-6);
      }
    },
  );
});
