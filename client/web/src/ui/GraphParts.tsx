import { quantity } from "../i18n/format";
import type { Paired } from "../state/graph";
import type { Point } from "../state/layout";
import type { GraphEdge, GraphNode } from "../state/model";
import { turnOf, unrestPath } from "./shapes";

/** Edges stop short of the outlines; an arrow stands a little past the middle, clear of the names. */
const EDGE_GAP = 36;
const ARROW_AT = 0.56;

function radiusOf(mass: number): number {
  return 12 + 26 * Math.sqrt(mass);
}

export function Edge({
  pair,
  a,
  b,
  drafting,
}: {
  pair: Paired<GraphEdge>;
  a: Point;
  b: Point;
  drafting: boolean;
}) {
  const { live, sim } = pair;
  const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
  const along = (distance: number) => ({
    x: a.x + ((b.x - a.x) * distance) / length,
    y: a.y + ((b.y - a.y) * distance) / length,
  });
  const [start, end] = [along(EDGE_GAP), along(length - EDGE_GAP)];
  const arrow = along(length * ARROW_AT);
  const line = { x1: start.x, y1: start.y, x2: end.x, y2: end.y };
  const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  const width = (flow: number) => 1.2 + 6 * flow;
  const changed = drafting && sim && sim.flow !== live?.flow;
  return (
    <g class={drafting && !sim ? "edge is-gone" : "edge"}>
      {live && <line class="edge-live" {...line} stroke-width={width(live.flow)} />}
      {changed && <line class="edge-sim" {...line} stroke-width={width(sim.flow)} />}
      <path
        class={live ? "arrow-live" : "arrow-sim"}
        d="M-7,-7L8,0L-7,7Z"
        transform={`translate(${arrow.x.toFixed(1)} ${arrow.y.toFixed(1)}) rotate(${angle.toFixed(1)})`}
      />
    </g>
  );
}

interface NodeProps {
  pair: Paired<GraphNode>;
  place: Point;
  drafting: boolean;
  selected: boolean;
  focusable: boolean;
  name: string;
  onSelect: () => void;
}

export function Node({ pair, place, drafting, selected, focusable, name, onSelect }: NodeProps) {
  const node = pair.sim ?? pair.live;
  if (!node) return null;
  const { live, sim } = pair;
  const changed = drafting && sim && (!live || sim.mass !== live.mass || sim.sigma !== live.sigma);
  const turn = turnOf(node.id);
  const reach = radiusOf(Math.max(live?.mass ?? 0, sim?.mass ?? 0));
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button element
    <g
      class={`node${selected ? " is-selected" : ""}${drafting && !sim ? " is-gone" : ""}${node.id === "SELF" ? " is-self" : ""}`}
      transform={`translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`}
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-pressed={selected}
      data-node={node.id}
      data-testid={`node-${node.id}`}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onSelect();
      }}
    >
      <circle class="node-target" r={Math.max(24, reach + 6)} />
      {live && <path class="node-live" d={unrestPath(radiusOf(live.mass), live.sigma, turn)} />}
      {changed && <path class="node-sim" d={unrestPath(radiusOf(sim.mass), sim.sigma, turn)} />}
      <text class="node-name" y={reach + 18}>
        {name.length > 16 ? `${name.slice(0, 15)}…` : name}
      </text>
      <text class="node-sigma" y="4">
        σ {quantity(node.sigma).slice(0, 4)}
      </text>
    </g>
  );
}
