/** Groups lines by their time scale, and places their names. */
import { type Forecast, HORIZONS, type Horizon } from "../../model/engine";
import { lengthOf, type Mark, marksOf, unmade } from "../../ui/time-axis";
import type { Column } from "./columns";

export interface Line {
  column: Column;
  marks: Mark[];
  end: Mark;
  /** Half the width of the band: 1 minus the confidence. */
  half: number;
}

/** The values at the bottom and at the top of all dials. */
export interface Reach {
  low: number;
  high: number;
}

export interface Dial {
  horizon: Horizon;
  /** The length of the axis: that of the longest line of this horizon. */
  hours: number;
  /** In the order of the picture, the highest end first. */
  lines: Line[];
}

function forecastOf({ of, horizon }: Column): Forecast | null {
  if (!of) return null;
  const { samples, confidence, P_outcome } = of;
  const forecast = { horizon, P_outcome, trajectory: { samples, confidence } };
  return unmade(forecast) ? null : forecast;
}

function lineOf(column: Column, hours: number): Line[] {
  const forecast = forecastOf(column);
  if (!forecast) return [];
  const marks = marksOf(forecast, hours);
  const end = marks.at(-1);
  return end ? [{ column, marks, end, half: 1 - forecast.trajectory.confidence }] : [];
}

/** One dial for every horizon of a draft, with the lines of that horizon. LIVE is on all of them, at its own times. */
export function dialsOf(columns: readonly Column[]): Dial[] {
  const isLive = (column: Column) => column.id === "live";
  return HORIZONS.flatMap((horizon) => {
    const own = columns.filter((it) => !isLive(it) && it.horizon === horizon && forecastOf(it));
    if (own.length === 0) return [];
    const lengths = own.map((it) => lengthOf(forecastOf(it) as Forecast));
    const hours = Math.max(...lengths);
    const lines = [...columns.filter(isLive), ...own].flatMap((column) => lineOf(column, hours));
    return [{ horizon, hours, lines: lines.sort((a, b) => b.end.value - a.end.value) }];
  });
}

/** The range of all lines with their bands, rounded outwards to tenths. */
export function extentOf(dials: readonly Dial[]): Reach {
  const lines = dials.flatMap((dial) => dial.lines);
  const edges = lines.flatMap(({ marks, half }) =>
    marks.flatMap(({ value }) => [value - half, value + half]),
  );
  const low = Math.max(0, Math.floor(Math.min(...edges) * 10) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...edges) * 10) / 10);
  return high > low ? { low, high } : { low: Math.max(0, low - 0.1), high: Math.max(0.1, high) };
}

/** The place of a value between bottom and top, from 0 to 1. */
export function heightIn({ low, high }: Reach, value: number): number {
  return (value - low) / (high - low);
}

/** The height of a name as a share of the scale. */
const NAME = 0.12;

/** Groups of lines whose names would overlap, in the given order. */
export function endingTogether(lines: readonly Line[]): Line[][] {
  const ends = [...new Set(lines.map(({ end }) => end.at))].sort((a, b) => a - b);
  const firsts = ends.filter((at, index) => index === 0 || at - (ends[index - 1] ?? 0) > NAME);
  return firsts.map((first, index) => {
    const next = firsts[index + 1] ?? Number.POSITIVE_INFINITY;
    return lines.filter(({ end }) => end.at >= first && end.at < next);
  });
}

const GAP = 0.11;
const LOWEST = -0.12;
const HIGHEST = 1.08;

/** Heights for names, the highest first: in order, apart, and as close to `wanted` as possible. */
export function apart(wanted: readonly number[]): number[] {
  const gap = Math.min(GAP, (HIGHEST - LOWEST) / Math.max(1, wanted.length - 1));
  const place = (group: readonly number[]) => {
    const half = (gap * (group.length - 1)) / 2;
    const middle = group.reduce((sum, value) => sum + value, 0) / group.length;
    const held = Math.min(HIGHEST - half, Math.max(LOWEST + half, middle));
    return { top: held + half, bottom: held - half };
  };
  const groups: number[][] = [];
  for (const value of wanted) {
    let group = [value];
    let above = groups.at(-1);
    while (above && place(above).bottom - place(group).top < gap) {
      group = [...above, ...group];
      groups.pop();
      above = groups.at(-1);
    }
    groups.push(group);
  }
  return groups.flatMap((group) => group.map((_, index) => place(group).top - gap * index));
}
