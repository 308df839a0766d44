import { useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Paired } from "../state/graph";
import { extent, type Point } from "../state/layout";
import type { GraphEdge, GraphNode } from "../state/model";
import { turnOf, unrestPath } from "./shapes";

interface Props {
  nodes: readonly Paired<GraphNode>[];
  edges: readonly Paired<GraphEdge>[];
  drafting: boolean;
  places: ReadonlyMap<string, Point>;
  shift: readonly [number, number];
  selected: string | null;
  nameOf: (id: string) => string;
  onSelect: (id: string) => void;
  onConnect: (a: string, b: string) => void;
  onShift: (shift: [number, number]) => void;
}

type Drag =
  | { kind: "pan"; from: Point; shift: readonly [number, number] }
  | { kind: "link"; from: string; to: Point };

/** Edges stop short of the outlines, so that their arrows are seen. */
const EDGE_GAP = 42;

export function radiusOf(mass: number): number {
  return 12 + 26 * Math.sqrt(mass);
}

function Edge({
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
        d="M-6,-5L6,0L-6,5Z"
        transform={`translate(${end.x.toFixed(1)} ${end.y.toFixed(1)}) rotate(${angle.toFixed(1)})`}
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

function Node({ pair, place, drafting, selected, focusable, name, onSelect }: NodeProps) {
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
      aria-label={t("route.select", { name })}
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

/** Size is mass, unrest of the outline is sigma, width of an edge is flow; SIM is dashed over LIVE. */
export function GraphPicture(props: Props) {
  const { nodes, edges, drafting, places, shift, selected, nameOf, onSelect } = props;
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const reach = extent(places);

  const pointOf = (event: PointerEvent): Point => {
    const matrix = svg.current?.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY);
    return matrix ? point.matrixTransform(matrix.inverse()) : point;
  };
  const nodeAt = (event: PointerEvent): string | null => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    return found?.closest("[data-node]")?.getAttribute("data-node") ?? null;
  };
  const onDown = (event: PointerEvent) => {
    const id = nodeAt(event);
    svg.current?.setPointerCapture(event.pointerId);
    if (id) onSelect(id);
    const from = pointOf(event);
    setDrag(id ? { kind: "link", from: id, to: from } : { kind: "pan", from, shift });
  };
  const onMove = (event: PointerEvent) => {
    if (!drag) return;
    const at = pointOf(event);
    if (drag.kind === "link") {
      setDrag({ ...drag, to: at });
      return;
    }
    const clamp = (value: number) => Math.round(Math.min(1, Math.max(-1, value)) * 100) / 100;
    props.onShift([
      clamp(drag.shift[0] + (at.x - drag.from.x) / reach),
      clamp(drag.shift[1] + (at.y - drag.from.y) / reach),
    ]);
  };
  const onUp = (event: PointerEvent) => {
    const target = nodeAt(event);
    if (drag?.kind === "link" && target && target !== drag.from) props.onConnect(drag.from, target);
    setDrag(null);
  };
  const [dx, dy] = [shift[0] * reach, shift[1] * reach];
  const start = drag?.kind === "link" ? places.get(drag.from) : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture with buttons in it; SVG cannot be a fieldset
    <svg
      ref={svg}
      class="graph"
      viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`}
      aria-label={t("route.graph", { nodes: nodes.length, edges: edges.length })}
      role="group"
      data-testid="graph"
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => setDrag(null)}
    >
      <g transform={`translate(${dx.toFixed(1)} ${dy.toFixed(1)})`}>
        {edges.map((pair) => {
          const edge = pair.sim ?? pair.live;
          const [a, b] = edge ? [places.get(edge.a), places.get(edge.b)] : [];
          if (!edge || !a || !b) return null;
          return <Edge key={`${edge.a} ${edge.b}`} pair={pair} a={a} b={b} drafting={drafting} />;
        })}
        {start && drag?.kind === "link" && (
          <line
            class="edge-drag"
            x1={start.x}
            y1={start.y}
            x2={drag.to.x - dx}
            y2={drag.to.y - dy}
          />
        )}
        {nodes.map((pair) => {
          const id = (pair.sim ?? pair.live)?.id ?? "";
          const place = places.get(id);
          if (!place) return null;
          return (
            <Node
              key={id}
              pair={pair}
              place={place}
              drafting={drafting}
              selected={id === selected}
              focusable={id === (selected ?? "SELF")}
              name={nameOf(id)}
              onSelect={() => onSelect(id)}
            />
          );
        })}
      </g>
    </svg>
  );
}
