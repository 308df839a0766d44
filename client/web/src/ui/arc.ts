/** The dial of the trajectory: time runs along the arc, values stand out from it. Lengths are in its own units. */
import type { Forecast, Horizon } from "../model/engine";

export const ARC_WIDTH = 400;
export const ARC_HEIGHT = 196;

const CENTRE = { x: 200, y: 438 };
const INNER = 300;
const OUTER = 426;
const HALF_ANGLE = 0.448;
const STRIDE = 1 / 32;

interface Span {
  hours: number;
  /** How many points the horizon has. A forecast holds at most the first eight. */
  points: number;
  /** The strokes of the scale, and how many strokes lie between two labels. */
  strokes: number;
  labelEvery: number;
}

export const SPANS: Record<Horizon, Span> = {
  H1: { hours: 1, points: 4, strokes: 6, labelEvery: 2 },
  D1: { hours: 24, points: 8, strokes: 12, labelEvery: 3 },
  D7: { hours: 168, points: 14, strokes: 7, labelEvery: 1 },
  D30: { hours: 720, points: 30, strokes: 30, labelEvery: 10 },
  D180: { hours: 4320, points: 60, strokes: 18, labelEvery: 3 },
};

/** A moment as a share of the scale, and a value there. */
export interface Mark {
  at: number;
  value: number;
}

/** The point of the dial as `x,y`; `lift` shifts it outwards in units. */
export function dialPoint(at: number, value: number, lift = 0): [x: number, y: number] {
  const angle = (2 * at - 1) * HALF_ANGLE;
  const radius = INNER + (OUTER - INNER) * value + lift;
  return [CENTRE.x + radius * Math.sin(angle), CENTRE.y - radius * Math.cos(angle)];
}

function text([x, y]: [number, number]): string {
  return `${x.toFixed(2)},${y.toFixed(2)}`;
}

/** Whether the forecast is still empty, because no commit has made one. */
export function unmade({ trajectory }: Forecast): boolean {
  return trajectory.confidence === 0 && trajectory.samples.every((value) => value === 0);
}

/** The samples of a forecast on a scale of `hours`, cut where the scale ends. */
export function marksOf({ horizon, trajectory }: Forecast, hours: number): Mark[] {
  const span = SPANS[horizon];
  const marks: Mark[] = [];
  for (const [index, value] of trajectory.samples.entries()) {
    const at = ((index / (span.points - 1)) * span.hours) / hours;
    const before = marks.at(-1);
    if (at > 1 && before) {
      const part = (1 - before.at) / (at - before.at);
      marks.push({ at: 1, value: before.value + (value - before.value) * part });
      break;
    }
    marks.push({ at, value });
  }
  return marks;
}

/** Adds points between marks, so that the line follows the arc. */
function along(marks: readonly Mark[]): Mark[] {
  return marks.flatMap((mark, index) => {
    const next = marks[index + 1];
    const steps = next ? Math.max(1, Math.ceil((next.at - mark.at) / STRIDE)) : 1;
    return Array.from({ length: steps }, (_, step) => ({
      at: mark.at + ((next ?? mark).at - mark.at) * (step / steps),
      value: mark.value + ((next ?? mark).value - mark.value) * (step / steps),
    }));
  });
}

export function markLine(marks: readonly Mark[]): string {
  if (marks.length === 0) return "";
  return `M${along(marks)
    .map((it) => text(dialPoint(it.at, it.value)))
    .join("L")}`;
}

/** The band of half-width `half` around the marks, cut off at 0 and 1. */
export function markBand(marks: readonly Mark[], half: number): string {
  if (marks.length === 0) return "";
  const way = along(marks);
  const edge = (side: 1 | -1) =>
    way.map((it) => text(dialPoint(it.at, Math.min(1, Math.max(0, it.value + side * half)))));
  return `M${[...edge(1), ...edge(-1).reverse()].join("L")}Z`;
}

/** The whole arc of one value. */
export function valueArc(value: number): string {
  const radius = INNER + (OUTER - INNER) * value;
  return `M${text(dialPoint(0, value))}A${radius},${radius} 0 0 1 ${text(dialPoint(1, value))}`;
}

/** The strokes of the scale of a horizon, longer where a label stands. */
export function scaleStrokes(horizon: Horizon): string {
  const { strokes, labelEvery } = SPANS[horizon];
  return Array.from({ length: strokes + 1 }, (_, index) => {
    const long = index % labelEvery === 0 ? 9 : 5;
    const at = index / strokes;
    return `M${text(dialPoint(at, 0))}L${text(dialPoint(at, 0, -long))}`;
  }).join("");
}
