/** The line of a quantity along equal commits. */
import type { Quantities, Quantity } from "./engine";

/** The commits whose values are named. */
export const SETTLE_AT = [5, 10, 20] as const;
export const LINE_WIDTH = 120;
export const LINE_HEIGHT = 32;
const MARGIN = 2;
/** The least span of the scale, so that small differences look small. */
const SPAN_LEAST = 0.1;

/** LIVE and the values after it, of one quantity. */
export function valuesAlong(
  live: Quantities,
  course: readonly Quantities[],
  name: Quantity,
): number[] {
  return [live[name], ...course.map((it) => it[name])];
}

/** The paths of several lines on one scale, which holds all of them. */
export function linesOf(lines: readonly (readonly number[])[]): string[] {
  const all = lines.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const span = Math.max(SPAN_LEAST, most - least);
  const low = (least + most - span) / 2;
  return lines.map((values) => {
    const step = (LINE_WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1);
    const points = values.map((value, index) => {
      const y = LINE_HEIGHT - MARGIN - ((value - low) / span) * (LINE_HEIGHT - 2 * MARGIN);
      return `${(MARGIN + index * step).toFixed(1)},${y.toFixed(1)}`;
    });
    return points.length > 0 ? `M${points.join("L")}` : "";
  });
}
