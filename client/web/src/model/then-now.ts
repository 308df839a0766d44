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

/** The lines on a width and a height, y downwards. */
export function linesOf(of: ThenAndNow, nowMs: number, width: number, height: number): Lines {
  const { from, to, low, high } = groundOf(of);
  const x = (ms: number) => (((ms - from) / Math.max(1, to - from)) * width).toFixed(2);
  const y = (value: number) => (((high - value) / (high - low)) * height).toFixed(2);
  const end = Math.min(nowMs, to);
  const seen = of.course.filter(([ms]) => ms <= end);
  const came = seen.map(([ms, density], index) =>
    index === 0
      ? `M${x(Math.max(from, ms))},${y(density)}`
      : `H${x(Math.max(from, ms))}V${y(density)}`,
  );
  const samples = of.samples;
  return {
    projected: samples
      .map(({ t_ms, projected }, index) => `${index ? "L" : "M"}${x(t_ms)},${y(projected)}`)
      .join(""),
    came: came.length > 0 ? `${came.join("")}H${x(end)}` : "",
    gaps: samples
      .flatMap(({ t_ms, projected, came: real }) =>
        real === null ? [] : [`M${x(t_ms)},${y(projected)}V${y(real)}`],
      )
      .join(""),
    dots: samples.map(({ t_ms, projected }) => `M${x(t_ms)},${y(projected)}h0`).join(""),
    now: nowMs > from && nowMs < to ? Number(x(nowMs)) : null,
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
