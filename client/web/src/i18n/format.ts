/** Numbers and times in the person's language. Quantities are indices without a unit. */

import { elapsedOf } from "../model/days";
import { MINUS, t } from "./index";
import { language } from "./language";

type Formatter =
  | Intl.NumberFormat
  | Intl.DateTimeFormat
  | Intl.ListFormat
  | Intl.RelativeTimeFormat;

const cache = new Map<string, Formatter>();

function kept<T extends Formatter>(name: string, make: () => T): T {
  const key = `${language.value} ${name}`;
  const found = (cache.get(key) as T | undefined) ?? make();
  cache.set(key, found);
  return found;
}

function number(name: string, options: Intl.NumberFormatOptions, value: number): string {
  const format = kept(name, () => new Intl.NumberFormat(language.value, options));
  return format.format(value).replace("-", MINUS);
}

/**
 * Three digits. Both languages write it like this. The first `Intl` formatter of a page would take a tenth of the time
 * until a start shows the last state.
 */
export function quantity(value: number): string {
  const text = value.toFixed(3);
  // Negative zero is a rounding trace, not a direction.
  return text === "-0.000" ? "0.000" : text.replace("-", MINUS);
}

/** A signed change. One too small for three digits is a direction and a bound, never zero. */
export function delta(value: number): string {
  const tiny = value !== 0 && Math.abs(value) < 0.0005;
  const shown = tiny ? Math.sign(value) * 0.001 : value;
  const text = shown > 0 ? `+${quantity(shown)}` : quantity(shown);
  return tiny ? `${value < 0 ? ">" : "<"}\u00a0${text}` : text;
}

export function percent(share: number): string {
  const options = { style: "percent", maximumFractionDigits: 1 } as const;
  return number("percent", options, share);
}

/** A signed difference of two shares, in percentage points. */
export function points(difference: number): string {
  const options = { maximumFractionDigits: 1, signDisplay: "exceptZero" } as const;
  return t("app.points", { n: number("points", options, 100 * difference) });
}

export function count(value: number): string {
  return number("count", { maximumFractionDigits: 0 }, value);
}

/** Parts of a sentence as a list: A, B and C. */
export function list(parts: readonly string[]): string {
  return kept("list", () => new Intl.ListFormat(language.value)).format(parts);
}

/** A time span in its largest whole unit: 20 minutes, 6 hours, 3 days. */
export function span(hours: number): string {
  if (hours < 1) return t("span.minutes", { n: Math.round(hours * 60) });
  return hours < 24
    ? t("span.hours", { n: Math.round(hours) })
    : t("span.days", { n: Math.round(hours / 24) });
}

/** A length of time with its unit written out: 45 minutes, 6 hours, 21.4 days. */
export function lengthInWords(hours: number): string {
  const [unit, value] =
    hours < 1 ? ["minute", hours * 60] : hours < 24 ? ["hour", hours] : ["day", hours / 24];
  const options = {
    style: "unit",
    unit: `${unit}`,
    unitDisplay: "long",
    maximumFractionDigits: 1,
  } as const;
  return number(`length ${unit}`, options, Number(value));
}

/** The last and, negative, the first time that a `Date` can be. A commit may say a later one. */
const DATE_MS_MAX = 8.64e15;

export function dateTime(ms: number): string {
  if (Math.abs(ms) > DATE_MS_MAX) return t("app.beyondCalendar");
  return kept(
    "dateTime",
    () => new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }),
  ).format(ms);
}

/** How long ago something was, in its largest whole unit: 3 days ago. */
export function ago(ms: number): string {
  const { unit, count } = elapsedOf(ms);
  if (unit === "minute" && count === 0) return t("record.lessThanMinute");
  return kept("ago", () => new Intl.RelativeTimeFormat(language.value)).format(-count, unit);
}

/** The day of a time, in the time zone of this device. */
export function dayOf(ms: number): string {
  if (Math.abs(ms) > DATE_MS_MAX) return t("app.beyondCalendar");
  return kept(
    "dayOf",
    () => new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }),
  ).format(ms);
}

/** From one time to another, with what both share said once. */
export function timeRange(first: number, last: number): string {
  if (Math.max(Math.abs(first), Math.abs(last)) > DATE_MS_MAX) return t("app.beyondCalendar");
  const options = { dateStyle: "medium", timeStyle: "short" } as const;
  return kept("dateTime", () => new Intl.DateTimeFormat(language.value, options)).formatRange(
    first,
    last,
  );
}

/** A day as YYYY-MM-DD. Anything else that older versions stored is shown as it is. */
export function day(text: string): string {
  // A year with fewer digits would read like a day or a month.
  const ms = /^[1-9]\d{3}-/.test(text) ? Date.parse(`${text}T00:00:00`) : Number.NaN;
  if (Number.isNaN(ms)) return text;
  return kept("day", () => new Intl.DateTimeFormat(language.value, { dateStyle: "long" })).format(
    ms,
  );
}

const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in bytes, in the largest unit in which it is at least 1. */
export function bytes(value: number): string {
  const step = Math.min(STEPS.length - 1, Math.max(0, Math.floor(Math.log10(value || 1) / 3)));
  const unit = STEPS[step] ?? "byte";
  const options = { style: "unit", unit, maximumFractionDigits: 1 } as const;
  return number(`bytes ${unit}`, options, value / 1000 ** step);
}
