/** The three pictures of a past state, small and without controls. */
import "./PastPictures.css";
import { t } from "../i18n";
import { percent } from "../i18n/format";
import {
  type Allocations,
  type GraphEdge,
  type GraphNode,
  type Quantities,
  SELF,
  SLOTS,
} from "../model/engine";
import { arcPath, turnOf, unrestPath } from "../model/shapes";
import { coreValues } from "./Quantities";

export interface Spot {
  x: number;
  y: number;
}

/** Outline and unrest are sigma, the inner light is density, the ring is volume. */
export function SmallCore({ of }: { of: Quantities }) {
  const words = t("goal.coreText", coreValues(of));
  return (
    <svg
      class="past-picture"
      viewBox="-110 -110 220 220"
      role="img"
      aria-label={`${t("past.core")}: ${words}`}
      data-testid="past-core"
    >
      <circle class="past-grid is-ring" r="96" />
      <path class="past-ring" d={arcPath(96, of.volume)} />
      <circle class="past-glow" r={24 + 40 * of.density} opacity={(0.9 * of.density).toFixed(3)} />
      <path class="past-core" d={unrestPath(60, of.sigma)} />
    </svg>
  );
}

const PETAL_HALF = Math.PI / 8 - 0.035;

function petal(index: number, share: number): string {
  const angle = (index / SLOTS.length) * 2 * Math.PI - Math.PI / 2;
  const at = (radius: number, turn: number) =>
    `${(Math.cos(turn) * radius).toFixed(2)},${(Math.sin(turn) * radius).toFixed(2)}`;
  const [from, to] = [angle - PETAL_HALF, angle + PETAL_HALF];
  // Area grows with the share, so the radius grows with its root.
  const outer = 20 + 84 * Math.sqrt(share);
  return `M${at(20, from)}L${at(outer, from)}A${outer.toFixed(2)},${outer.toFixed(2)} 0 0 1 ${at(outer, to)}L${at(20, to)}A20,20 0 0 0 ${at(20, from)}Z`;
}

export function SmallCompass({ of, made }: { of: Allocations; made: boolean }) {
  const shares = SLOTS.map((slot) => `${t(`slot.${slot}`)} ${percent(of[slot])}`).join(", ");
  return (
    <svg
      class="past-picture"
      viewBox="-110 -110 220 220"
      role="img"
      aria-label={made ? `${t("past.compass")}: ${shares}` : t("past.noDraft")}
      data-testid="past-compass"
    >
      <circle class="past-grid" r={20 + 84 * Math.sqrt(1 / 8)} />
      <circle class="past-grid" r="104" />
      {SLOTS.map((slot, index) => (
        <path key={slot} class="past-petal" d={petal(index, of[slot])} />
      ))}
    </svg>
  );
}

interface GraphProps {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  places: ReadonlyMap<string, Spot>;
}

/** Size is mass, unrest of the outline is sigma, width of an edge is flow. */
export function SmallGraph({ nodes, edges, places }: GraphProps) {
  let reach = 110;
  for (const { x, y } of places.values())
    reach = Math.max(reach, Math.abs(x) + 44, Math.abs(y) + 44);
  return (
    <svg
      class="past-picture"
      viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`}
      role="img"
      aria-label={t("past.graph", {
        nodes: t("history.nodes", { count: nodes.length }),
        edges: t("history.edges", { count: edges.length }),
      })}
      data-testid="past-graph"
    >
      {edges.map(({ a, b, flow }) => {
        const [from, to] = [places.get(a), places.get(b)];
        if (!from || !to) return null;
        return (
          <line
            key={`${a} ${b}`}
            class="past-edge"
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
            stroke-width={(1.2 + 6 * flow) * (reach / 220)}
          />
        );
      })}
      {nodes.map((node) => {
        const place = places.get(node.id);
        if (!place) return null;
        return (
          <path
            key={node.id}
            class={node.id === SELF ? "past-node is-self" : "past-node"}
            transform={`translate(${place.x} ${place.y})`}
            d={unrestPath(12 + 26 * Math.sqrt(node.mass), node.sigma, turnOf(node.id))}
          />
        );
      })}
    </svg>
  );
}
