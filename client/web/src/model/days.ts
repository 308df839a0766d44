/** Spans of time and days of the calendar, in the time zone of the device. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface Elapsed {
  unit: "minute" | "hour" | "day";
  count: number;
}

/** The time between two moments in its largest whole unit. */
export function elapsedOf(ms: number): Elapsed {
  if (ms < HOUR_MS) return { unit: "minute", count: Math.floor(ms / MINUTE_MS) };
  if (ms < DAY_MS) return { unit: "hour", count: Math.floor(ms / HOUR_MS) };
  return { unit: "day", count: Math.floor(ms / DAY_MS) };
}

/** The start of a day that is written as YYYY-MM-DD, or null for any other text. */
export function startOf(day: string): number | null {
  const ms = /^[1-9]\d{3}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00`) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** How many days of the calendar lie between today and `day`: 0 for today, negative for a day that has passed. */
export function daysUntil(day: string, now: number): number | null {
  const start = startOf(day);
  // A day of a change of the clock is an hour shorter or longer.
  return start === null ? null : Math.round((start - new Date(now).setHours(0, 0, 0, 0)) / DAY_MS);
}

/** The same time of day a week before. */
export function weekBefore(now: number): number {
  const date = new Date(now);
  return date.setDate(date.getDate() - 7);
}

/** The starts of the weeks (Mondays) from the one of `first` to that of `last`; with more than `most`, every second, third … week. */
export function weekStarts(first: number, last: number, most: number): number[] {
  const date = new Date(first);
  date.setHours(0, 0, 0, 0);
  date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  const weeks = Math.floor(Math.max(0, last - date.getTime()) / (7 * DAY_MS)) + 1;
  const step = Math.ceil(weeks / most);
  const starts: number[] = [];
  for (let week = 0; week < weeks; week += step) {
    starts.push(date.getTime());
    date.setDate(date.getDate() + 7 * step);
  }
  return starts;
}
