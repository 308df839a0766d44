import "./DialScale.css";
import { t } from "../i18n";
import { span } from "../i18n/format";
import type { Horizon } from "../model/engine";
import { dialPoint, SPANS, scaleStrokes, valueArc } from "./arc";

const HEIGHTS = [0, 0.25, 0.5, 0.75, 1];
const LABELLED = [0, 0.5, 1];

interface Props {
  horizon: Horizon;
  /** The values at the bottom and at the top. */
  low?: number;
  high?: number;
}

/** Time along the arc in the full length of a horizon, and values above it. */
export function DialScale({ horizon, low = 0, high = 1 }: Props) {
  const { hours, strokes, labelEvery } = SPANS[horizon];
  const labels = Array.from({ length: Math.floor(strokes / labelEvery) + 1 }, (_, index) => {
    const at = (index * labelEvery) / strokes;
    const [x, y] = dialPoint(at, 0, -20);
    return { at, x, y, name: index === 0 ? t("goal.now") : span(at * hours) };
  });
  return (
    <g>
      {HEIGHTS.map((height) => (
        <path
          key={height}
          class={height === 0 ? "scale" : "scale scale-fine"}
          d={valueArc(height)}
        />
      ))}
      <path class="scale" d={scaleStrokes(horizon)} />
      {labels.map(({ at, x, y, name }) => (
        <text key={at} class="scale-text" x={x} y={y} text-anchor={anchorOf(at)}>
          {name}
        </text>
      ))}
      {LABELLED.map((height) => {
        const [x, y] = dialPoint(0, height);
        return (
          <text key={height} class="scale-text" x={x - 4} y={y + 3} text-anchor="end">
            {Number((low + (high - low) * height).toFixed(2))}
          </text>
        );
      })}
    </g>
  );
}

function anchorOf(at: number): "start" | "middle" | "end" {
  if (at === 0) return "start";
  return at === 1 ? "end" : "middle";
}
