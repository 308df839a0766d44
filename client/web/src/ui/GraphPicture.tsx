import { useRef } from "preact/hooks";
import { t } from "../i18n";
import type { Paired } from "../state/graph";
import { extent, type Point } from "../state/layout";
import type { GraphEdge, GraphNode } from "../state/model";
import { Edge, Node } from "./GraphParts";
import { useGraphDrag } from "./useGraphDrag";

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

/** Size is mass, unrest of the outline is sigma, width of an edge is flow; SIM is dashed over LIVE. */
export function GraphPicture(props: Props) {
  const { nodes, edges, drafting, places, shift, selected, nameOf, onSelect } = props;
  const svg = useRef<SVGSVGElement>(null);
  const reach = extent(places);
  const { drag, handlers } = useGraphDrag(svg, { ...props, reach });
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
      {...handlers}
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
