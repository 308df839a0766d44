/**
 * The lines of edges on a canvas. Each line is a stroke of its own, cut to what is in view: without a GPU one path of many
 * lines takes twice as long.
 */
import type { Box } from "../../model/boxes";
import { partIn, type Run } from "./geometry";

/** What a frame says about lines. */
export interface LineFrame {
  /** Screen pixels per unit of the picture. */
  scale: number;
  /** What the frame shows, in units of the picture. */
  view: Box;
  /** Seconds of motion, or null for a still picture. */
  seconds: number | null;
}

type Context = CanvasRenderingContext2D;

const DASH = 6;
const DASH_GAP = 26;
const DASHES_APART = 14;

/** The least width keeps lines visible at any zoom. */
export function visibleWidth(width: number, scale: number): number {
  return Math.max(width, 0.9 / scale);
}

function strokePart(ctx: Context, run: Run, start: number, end: number, scale: number): void {
  const { x, y, ux, uy, width } = run;
  ctx.lineWidth = visibleWidth(width, scale);
  ctx.beginPath();
  ctx.moveTo(x + ux * start, y + uy * start);
  ctx.lineTo(x + ux * end, y + uy * end);
  ctx.stroke();
}

/** Strokes the lines in the present colour and line dash. The pattern of dashes begins where a line begins. */
export function strokeLines(ctx: Context, { scale, view }: LineFrame, runs: readonly Run[]): void {
  for (const run of runs) {
    const [start, end] = partIn(view, run);
    if (start >= end) continue;
    ctx.lineDashOffset = start;
    strokePart(ctx, run, start, end, scale);
  }
  ctx.lineDashOffset = 0;
}

/** Every second dash of a small picture is left out, again and again, until they stand this far apart in pixels. */
function gapOf(scale: number): number {
  let gap = DASH_GAP;
  while (gap * scale < DASHES_APART) gap *= 2;
  return gap;
}

/** Strokes dashes that travel along the lines. More flow is faster. */
export function strokeDashes(ctx: Context, frame: LineFrame, runs: readonly Run[]): void {
  const { seconds, scale, view } = frame;
  const gap = gapOf(scale);
  ctx.setLineDash([DASH, gap - DASH]);
  for (const run of runs) {
    const [start, end] = partIn(view, run);
    const last = Math.min(end, run.length - DASH);
    if (run.flow <= 0 || start >= last) continue;
    const speed = 8 + 36 * run.flow;
    ctx.lineDashOffset = start - (((seconds ?? 0) * speed) % gap);
    strokePart(ctx, run, start, last, scale);
  }
  ctx.setLineDash([]);
  ctx.lineDashOffset = 0;
}
