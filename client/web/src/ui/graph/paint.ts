/** One frame of the graph on a canvas. LIVE is solid ink; SIM is dashed amber over it. */

import { distanceTo } from "../../model/boxes";
import { SELF } from "../../model/engine";
import type { Point } from "../../model/homes";
import { type Geometry, outlinePath } from "./geometry";
import { LINE } from "./labels";
import { type LineFrame, strokeDashes, strokeLines, visibleWidth } from "./lines";
import type { Palette } from "./palette";
import type { Outline, Scene, SceneNode } from "./scene";
import type { ShownLabel } from "./shown-labels";

export interface Frame extends LineFrame {
  scene: Scene;
  geometry: Geometry;
  labels: readonly ShownLabel[];
  at: (id: string) => Point | undefined;
  palette: Palette;
  /** The position of the anchor in pixels. */
  origin: Point;
  density: number;
  /** The edge being drawn, and the ring being dragged. */
  link: { from: Point; to: Point } | null;
}

const TREMBLE = 2.6;
/** What a picture may draw beyond the outline of a node. */
const AROUND = 24;
/** No part of a name is further from its node than so many pixels and the outline. */
const LABEL_AWAY = 300;

type Context = CanvasRenderingContext2D;

function stroke(ctx: Context, frame: Frame, colour: string, width: number, path?: Path2D): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = visibleWidth(width, frame.scale);
  if (path) ctx.stroke(path);
  else ctx.stroke();
}

function strongest(ctx: Context, frame: Frame): void {
  const { geometry, palette } = frame;
  ctx.lineCap = "round";
  ctx.globalAlpha = 0.2;
  stroke(ctx, frame, palette.live, 16, geometry.livePath);
  ctx.globalAlpha = 1;
  stroke(ctx, frame, palette.live, 3.5, geometry.livePath);
  ctx.globalAlpha = 0.22;
  stroke(ctx, frame, palette.sim, 16, geometry.simPath);
  ctx.globalAlpha = 1;
  ctx.lineCap = "butt";
}

function edges(ctx: Context, frame: Frame): void {
  const { geometry, palette } = frame;
  ctx.globalAlpha = 0.34;
  ctx.strokeStyle = palette.live;
  strokeLines(ctx, frame, geometry.live);
  ctx.globalAlpha = 1;
  ctx.setLineDash([3, 7]);
  stroke(ctx, frame, palette.sim, 1.5, geometry.gone);
  strongest(ctx, frame);
  ctx.setLineDash([9, 7]);
  ctx.strokeStyle = palette.sim;
  strokeLines(ctx, frame, geometry.sim);
  stroke(ctx, frame, palette.sim, 3, geometry.simPath);
  ctx.setLineDash([]);
  ctx.globalAlpha = 0.85;
  ctx.strokeStyle = palette.live;
  strokeDashes(ctx, frame, geometry.live);
  ctx.strokeStyle = palette.sim;
  strokeDashes(ctx, frame, geometry.sim);
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette.live;
  ctx.fill(geometry.liveArrows);
  ctx.fillStyle = palette.sim;
  ctx.fill(geometry.simArrows);
}

interface Drawn {
  steps: number;
  path: Path2D;
}

/** A cache of shapes, which stay the same objects while they look the same. */
const outlines = new WeakMap<Outline, Drawn>();
/** A still picture shows sigma as the distance of a second contour. */
const seconds = new WeakMap<Outline, Outline>();

function outline(shape: Outline, turn: number, scale: number): Path2D {
  const steps = Math.min(96, Math.max(24, Math.round((shape.radius * scale) / 8) * 16));
  const known = outlines.get(shape);
  if (known?.steps === steps) return known.path;
  const path = outlinePath(shape.radius, shape.sigma, turn, steps);
  outlines.set(shape, { steps, path });
  return path;
}

function secondOf(shape: Outline): Outline {
  const { radius, sigma } = shape;
  const second = seconds.get(shape) ?? { radius: radius + 2 + 7 * sigma, sigma };
  seconds.set(shape, second);
  return second;
}

/** A small tremble, equal for the same node at the same time. */
function tremble(sigma: number, turn: number, seconds: number, across: number): number {
  const slow = Math.sin(seconds * 15.1 + turn + across);
  const quick = Math.sin(seconds * 23.9 + turn * 1.7 + across * 2.3);
  return TREMBLE * sigma * (slow + quick) * 0.5;
}

function body(ctx: Context, frame: Frame, node: SceneNode, shape: Outline, isSim: boolean): void {
  const { palette, scale } = frame;
  const path = outline(shape, node.turn, scale);
  if (isSim || node.gone) ctx.setLineDash(node.gone ? [3, 5] : [7, 5]);
  if (!isSim) {
    ctx.fillStyle = node.id === SELF ? palette.live : palette.soft;
    ctx.fill(path);
  } else if (!node.live) {
    ctx.fillStyle = palette.ground;
    ctx.fill(path);
  }
  const colour = isSim || node.gone ? palette.sim : palette.live;
  stroke(ctx, frame, colour, 2, path);
  if (frame.seconds === null && shape.sigma > 0) {
    ctx.globalAlpha *= 0.5;
    stroke(ctx, frame, colour, 1, outline(secondOf(shape), node.turn, scale));
    ctx.globalAlpha *= 2;
  }
  ctx.setLineDash([]);
}

function drawNode(ctx: Context, frame: Frame, node: SceneNode): void {
  const place = frame.at(node.id);
  if (!place || distanceTo(frame.view, place) > node.reach + AROUND) return;
  const { palette, seconds } = frame;
  const moved = seconds === null ? 0 : seconds;
  ctx.save();
  ctx.translate(
    place.x + tremble(node.sigma, node.turn, moved, 0),
    place.y + tremble(node.sigma, node.turn, moved, 1.3),
  );
  ctx.globalAlpha = node.gone ? 0.45 : 1;
  if (node.live) body(ctx, frame, node, node.live, false);
  if (node.sim) body(ctx, frame, node, node.sim, true);
  ctx.globalAlpha = 1;
  if (node.id === frame.scene.selected) {
    ctx.beginPath();
    ctx.arc(0, 0, node.reach + 9, 0, 2 * Math.PI);
    stroke(ctx, frame, palette.text, 1.5);
    if (node.id !== SELF && !node.gone) handle(ctx, frame, node);
  }
  ctx.restore();
}

/** The handle on the ring of a selected node: on its edge, up and to the right. */
export function handleAt(node: SceneNode): Point {
  const away = (node.reach + 9) * Math.SQRT1_2;
  return { x: away, y: -away };
}

function handle(ctx: Context, frame: Frame, node: SceneNode): void {
  const { x, y } = handleAt(node);
  ctx.beginPath();
  ctx.arc(x, y, 6.5 / frame.scale, 0, 2 * Math.PI);
  ctx.fillStyle = frame.palette.ground;
  ctx.fill();
  stroke(ctx, frame, frame.palette.sim, 2 / frame.scale);
}

function drawLabels(ctx: Context, frame: Frame): void {
  const { palette, labels, density, origin, scale, scene } = frame;
  ctx.setTransform(density, 0, 0, density, origin.x * density, origin.y * density);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  const reaches = new Map(scene.nodes.map((node) => [node.id, node.reach * scale]));
  for (const { id, lines, box, lead, covers } of labels) {
    const node = frame.at(id);
    if (!node || distanceTo(frame.view, node) > LABEL_AWAY / scale) continue;
    const [left, top] = [node.x * scale, node.y * scale];
    const x = left + (box.left + box.right) / 2;
    const y = top + box.top;
    if (covers) {
      ctx.fillStyle = palette.ground;
      ctx.fillRect(left + box.left, y, box.right - box.left, box.bottom - box.top);
    }
    if (lead) {
      const away = Math.hypot(lead.x, lead.y) || 1;
      const part = ((reaches.get(id) ?? 0) + 3) / away;
      ctx.beginPath();
      ctx.moveTo(left + lead.x * part, top + lead.y * part);
      ctx.lineTo(left + lead.x, top + lead.y);
      ctx.strokeStyle = palette.muted;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
    const strong = id === SELF || id === scene.selected;
    ctx.font = strong ? `600 ${palette.font}` : palette.font;
    ctx.lineWidth = 3;
    ctx.strokeStyle = palette.ground;
    ctx.fillStyle = strong ? palette.text : palette.muted;
    for (const [at, line] of lines.entries()) {
      ctx.strokeText(line, x, y + at * LINE + 2);
      ctx.fillText(line, x, y + at * LINE + 2);
    }
  }
}

export function paint(ctx: Context, frame: Frame): void {
  const { scale, origin, density, scene, link, palette } = frame;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  const factor = scale * density;
  ctx.setTransform(factor, 0, 0, factor, origin.x * density, origin.y * density);
  edges(ctx, frame);
  if (link) {
    ctx.beginPath();
    ctx.moveTo(link.from.x, link.from.y);
    ctx.lineTo(link.to.x, link.to.y);
    ctx.setLineDash([7, 6]);
    stroke(ctx, frame, palette.sim, 2.5);
    ctx.setLineDash([]);
  }
  for (const node of scene.nodes) drawNode(ctx, frame, node);
  drawLabels(ctx, frame);
}
