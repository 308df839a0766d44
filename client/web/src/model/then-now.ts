/** Where the picture of a past trajectory and of what came has its lines. */
import type { ThenAndNow } from "./engine";

export interface Ground {
  from: number;
  to: number;
  low: number;
  high: number;
}

/** The time of the samples, and the range of all values, rounded outwards to tenths. */
export function groundOf({ samples, course, t_ms }: ThenAndNow): Ground {
  const values = [
    ...samples.map(({ projected }) => projected),
    ...course.map(([, density]) => density),
  ];
  const low = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...values) * 10) / 10);
  const to = samples.at(-1)?.t_ms ?? t_ms;
  if (high > low) return { from: t_ms, to, low, high };
  return low < 1 ? { from: t_ms, to, low, high: low + 0.1 } : { from: t_ms, to, low: 0.9, high };
}

export interface Lines {
  projected: string;
  came: string;
  /** From each sample to what came. */
  gaps: string;
  /** A dot at each sample. */
  dots: string;
  /** The present, if it lies between the first and the last sample. */
  now: number | null;
}

type Place = (value: number) => string;

function placesIn({ from, to, low, high }: Ground, width: number, height: number) {
  const x: Place = (ms) => (((ms - from) / Math.max(1, to - from)) * width).toFixed(2);
  const y: Place = (value) => (((high - value) / (high - low)) * height).toFixed(2);
  return { x, y };
}

/** Densities that each hold until the next one, up to `end`. */
function stepsOf(
  held: readonly (readonly [number, number])[],
  from: number,
  end: number,
  x: Place,
  y: Place,
): string {
  const steps = held.map(([ms, density], index) => {
    const left = x(Math.max(from, ms));
    return index === 0 ? `M${left},${y(density)}` : `H${left}V${y(density)}`;
  });
  return steps.length > 0 ? `${steps.join("")}H${x(end)}` : "";
}

function lineOf({ samples }: ThenAndNow, x: Place, y: Place): string {
  return samples
    .map(({ t_ms, projected }, index) => `${index ? "L" : "M"}${x(t_ms)},${y(projected)}`)
    .join("");
}

/** The lines on a width and a height, y downwards. */
export function linesOf(of: ThenAndNow, nowMs: number, width: number, height: number): Lines {
  const ground = groundOf(of);
  const { from, to } = ground;
  const { x, y } = placesIn(ground, width, height);
  const end = Math.min(nowMs, to);
  const seen = of.course.filter(([ms]) => ms <= end);
  const samples = of.samples;
  return {
    projected: lineOf(of, x, y),
    came: stepsOf(seen, from, end, x, y),
    gaps: samples
      .flatMap(({ t_ms, projected, came: real }) =>
        real === null ? [] : [`M${x(t_ms)},${y(projected)}V${y(real)}`],
      )
      .join(""),
    dots: samples.map(({ t_ms, projected }) => `M${x(t_ms)},${y(projected)}h0`).join(""),
    now: nowMs > from && nowMs < to ? Number(x(nowMs)) : null,
  };
}

/** Many past trajectories over what came, on one time axis. */
export interface Overview {
  ground: Ground;
  came: string;
  /** The trajectory of each item. */
  projected: readonly string[];
}

/** The overview of items with samples, oldest first, on a width and a height, y downwards. */
export function overviewOf(
  items: readonly ThenAndNow[],
  nowMs: number,
  width: number,
  height: number,
): Overview {
  const grounds = items.map(groundOf);
  const ground = {
    from: Math.min(...grounds.map(({ from }) => from)),
    to: Math.max(...grounds.map(({ to }) => to)),
    low: Math.min(...grounds.map(({ low }) => low)),
    high: Math.max(...grounds.map(({ high }) => high)),
  };
  const { x, y } = placesIn(ground, width, height);
  const end = Math.min(nowMs, ground.to);
  // Neighbours share the commits between them. Of those at one time the newest item's is the last.
  const held = new Map(items.flatMap(({ course }) => course));
  const seen = [...held].filter(([ms]) => ms <= end).sort(([one], [other]) => one - other);
  return {
    ground,
    came: stepsOf(seen, ground.from, end, x, y),
    projected: items.map((item) => lineOf(item, x, y)),
  };
}

/** The newest whose samples have all come, or else the newest with one that has, or else the newest. */
export function firstShown(items: readonly ThenAndNow[]): ThenAndNow | null {
  const made = items.filter(({ samples }) => samples.length > 0);
  const newest = (fits: (item: ThenAndNow) => boolean) => made.findLast(fits);
  return (
    newest(({ samples, compared }) => compared === samples.length - 1) ??
    newest(({ compared }) => compared > 0) ??
    made.at(-1) ??
    null
  );
}
