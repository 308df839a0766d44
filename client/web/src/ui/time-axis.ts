/** The picture of a trajectory: time on a straight axis as long as the samples, values above it. In units of the picture. */
import type { Forecast, Horizon } from "../model/engine";

export const AXIS_WIDTH = 400;
export const AXIS_HEIGHT = 180;

const LEFT = 34;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 152;
const TICKS_MAX = 6;
const HOUR = 1;
const DAY = 24;
const STEPS = [
  1 / 12,
  1 / 6,
  1 / 4,
  1 / 2,
  HOUR,
  2,
  3,
  6,
  12,
  DAY,
  2 * DAY,
  5 * DAY,
  10 * DAY,
  30 * DAY,
];

/** The length of each horizon in hours, and how many points it has. A forecast holds at most the first eight. */
const SPANS: Record<Horizon, { hours: number; points: number }> = {
  H1: { hours: 1, points: 4 },
  D1: { hours: 24, points: 8 },
  D7: { hours: 168, points: 14 },
  D30: { hours: 720, points: 30 },
  D180: { hours: 4320, points: 60 },
};

/** The time between the first and the last sample in hours. */
export function lengthOf({ horizon, trajectory }: Forecast): number {
  const { hours, points } = SPANS[horizon];
  return (Math.max(0, trajectory.samples.length - 1) / (points - 1)) * hours;
}

/** A sample, or null: the forecast may have fewer, and a goal without a commit has none. */
export function sampleAt(forecast: Forecast, index: number): number | null {
  return unmade(forecast) ? null : (forecast.trajectory.samples[index] ?? null);
}

/** The length of the axis in hours. A forecast without samples has that of its horizon. */
export function axisHours(forecast: Forecast): number {
  return (unmade(forecast) ? 0 : lengthOf(forecast)) || SPANS[forecast.horizon].hours;
}

/** Whether the samples end before the horizon does. */
export function isPart(forecast: Forecast): boolean {
  return lengthOf(forecast) < SPANS[forecast.horizon].hours - 1e-9;
}

/** The hours at which an axis of `hours` has ticks: whole steps, seven at most. */
export function ticksOf(hours: number): number[] {
  if (hours <= 0) return [0];
  const step = STEPS.find((it) => hours / it <= TICKS_MAX + 1e-9) ?? hours;
  return Array.from({ length: Math.floor(hours / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** A moment as a share of the scale, and a value there. */
export interface Mark {
  at: number;
  value: number;
}

/** The point of a moment and a value as `x,y`; `below` shifts it downwards. */
export function axisPoint(at: number, value: number, below = 0): [x: number, y: number] {
  return [LEFT + (AXIS_WIDTH - LEFT - RIGHT) * at, TOP + (BOTTOM - TOP) * (1 - value) + below];
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

export function markLine(marks: readonly Mark[]): string {
  if (marks.length === 0) return "";
  return `M${marks.map((it) => text(axisPoint(it.at, it.value))).join("L")}`;
}

/** The band of half-width `half` around the marks, cut off at 0 and 1. */
export function markBand(marks: readonly Mark[], half: number): string {
  if (marks.length === 0) return "";
  const edge = (side: 1 | -1) =>
    marks.map((it) => text(axisPoint(it.at, Math.min(1, Math.max(0, it.value + side * half)))));
  return `M${[...edge(1), ...edge(-1).reverse()].join("L")}Z`;
}

/** The level line of one value. */
export function valueLine(value: number): string {
  return `M${text(axisPoint(0, value))}L${text(axisPoint(1, value))}`;
}

/** A vertical line at a moment, from the axis to the top or, for a tick, `below` it. */
export function momentLine(at: number, below?: number): string {
  const end = below === undefined ? axisPoint(at, 1) : axisPoint(at, 0, below);
  return `M${text(axisPoint(at, 0))}L${text(end)}`;
}
