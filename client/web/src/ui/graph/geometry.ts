/** The lines of a graph, computed once until its nodes move. */
import type { Box } from "../../model/boxes";
import type { Point } from "../../model/homes";
import { unrestReach } from "../../model/shapes";
import type { Scene, SceneEdge } from "./scene";

/** One straight run of an edge between the outlines of its ends. */
export interface Run {
  x: number;
  y: number;
  /** The direction, of length 1. */
  ux: number;
  uy: number;
  length: number;
  width: number;
  flow: number;
}

export interface Geometry {
  live: Run[];
  sim: Run[];
  gone: Path2D;
  liveArrows: Path2D;
  simArrows: Path2D;
  livePath: Path2D;
  simPath: Path2D;
}

type At = (id: string) => Point | undefined;

const GAP = 6;
/** The distance of two opposite edges from the middle line. */
const SIDE = 7;
const ARROW = 8;
/** A line has one of so many widths. */
const WIDTHS = 12;

function widthOf(flow: number): number {
  return 1 + (6 * Math.round(flow * WIDTHS)) / WIDTHS;
}

function runOf(
  edge: SceneEdge,
  at: At,
  reach: ReadonlyMap<string, number>,
  flow: number,
): Run | null {
  const [from, to] = [at(edge.a), at(edge.b)];
  if (!from || !to) return null;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const whole = Math.sqrt(dx * dx + dy * dy);
  const start = (reach.get(edge.a) ?? 0) + GAP;
  const length = whole - start - (reach.get(edge.b) ?? 0) - GAP;
  if (length <= ARROW) return null;
  const [ux, uy] = [dx / whole, dy / whole];
  const side = edge.twoWay ? SIDE : 0;
  return {
    x: from.x + ux * start - uy * side,
    y: from.y + uy * start + ux * side,
    ux,
    uy,
    length,
    width: widthOf(flow),
    flow,
  };
}

/** From where to where along its length a run is in view, with room for its width. */
export function partIn(view: Box, { x, y, ux, uy, length, width }: Run): [number, number] {
  let [start, end] = [0, length];
  for (const [at, way, low, high] of [
    [x, ux, view.left - width, view.right + width],
    [y, uy, view.top - width, view.bottom + width],
  ] as const) {
    if (way === 0) {
      if (at < low || at > high) return [0, 0];
      continue;
    }
    const [a, b] = [(low - at) / way, (high - at) / way];
    start = Math.max(start, Math.min(a, b));
    end = Math.min(end, Math.max(a, b));
  }
  return start < end ? [start, end] : [0, 0];
}

function line(path: Path2D, run: Run): void {
  path.moveTo(run.x, run.y);
  path.lineTo(run.x + run.ux * run.length, run.y + run.uy * run.length);
}

/** The head ends where the line ends. */
function arrow(path: Path2D, run: Run): void {
  const [x, y] = [run.x + run.ux * run.length, run.y + run.uy * run.length];
  const half = 3.5 + run.width / 2;
  const [bx, by] = [x - run.ux * ARROW, y - run.uy * ARROW];
  path.moveTo(x + run.ux * 2, y + run.uy * 2);
  path.lineTo(bx - run.uy * half, by + run.ux * half);
  path.lineTo(bx + run.uy * half, by - run.ux * half);
  path.closePath();
}

function steps(ids: readonly string[]): Set<string> {
  return new Set(ids.slice(1).map((id, index) => `${ids[index]} ${id}`));
}

export function geometryOf(scene: Scene, at: At): Geometry {
  const reach = new Map(scene.nodes.map((node) => [node.id, node.reach]));
  const [onLive, onSim] = [steps(scene.livePath), steps(scene.simPath)];
  const made: Geometry = {
    live: [],
    sim: [],
    gone: new Path2D(),
    liveArrows: new Path2D(),
    simArrows: new Path2D(),
    livePath: new Path2D(),
    simPath: new Path2D(),
  };
  for (const edge of scene.edges) {
    const key = `${edge.a} ${edge.b}`;
    const present = edge.live === null ? null : runOf(edge, at, reach, edge.live);
    const next = edge.sim === null ? null : runOf(edge, at, reach, edge.sim);
    if (present && edge.gone) line(made.gone, present);
    else if (present) made.live.push(present);
    if (present && !edge.gone) arrow(made.liveArrows, present);
    if (next) made.sim.push(next);
    if (next && !present) arrow(made.simArrows, next);
    if (present && onLive.has(key)) line(made.livePath, present);
    const on = next ?? present;
    if (on && onSim.has(key)) line(made.simPath, on);
  }
  return made;
}

/** The outline of a node as a canvas path. */
export function outlinePath(radius: number, sigma: number, turn: number, steps: number): Path2D {
  const path = new Path2D();
  for (let step = 0; step < steps; step += 1) {
    const angle = (step / steps) * 2 * Math.PI;
    const away = unrestReach(radius, sigma, turn, angle);
    if (step === 0) path.moveTo(Math.cos(angle) * away, Math.sin(angle) * away);
    else path.lineTo(Math.cos(angle) * away, Math.sin(angle) * away);
  }
  path.closePath();
  return path;
}
