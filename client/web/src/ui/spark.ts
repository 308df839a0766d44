/** A small line of values. SIM is one step beyond its end. */
export const SPARK_WIDTH = 96;
export const SPARK_HEIGHT = 26;

const MARGIN = 3;
const LAST_X = 74;
const SIM_X = SPARK_WIDTH - MARGIN;
/** The least span of the scale, so that small differences look small. */
const SPAN_LEAST = 0.1;

export interface SparkPaths {
  live: string;
  drift: string;
  sim: string;
  simX: number;
  simY: number;
}

/** The paths of recent values, and of drift and SIM one step beyond them. Both are null without a draft. */
export function sparkPaths(
  values: readonly number[],
  sim: number | null,
  drift: number | null,
): SparkPaths {
  const all = [...values, ...(sim === null ? [] : [sim]), ...(drift === null ? [] : [drift])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const span = Math.max(SPAN_LEAST, most - least);
  const low = (least + most - span) / 2;
  const y = (value: number) =>
    SPARK_HEIGHT - MARGIN - ((value - low) / span) * (SPARK_HEIGHT - 2 * MARGIN);
  const steps = Math.max(1, values.length - 1);
  const x = (index: number) => LAST_X - ((values.length - 1 - index) / steps) * (LAST_X - MARGIN);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  const last = points.at(-1);
  if (last === undefined)
    return { live: "", drift: "", sim: "", simX: SIM_X, simY: SPARK_HEIGHT / 2 };
  const way = (value: number | null) =>
    value === null ? "" : `M${last}L${SIM_X},${y(value).toFixed(1)}`;
  return {
    drift: way(drift),
    live: `M${points.join("L")}`,
    sim: way(sim),
    simX: SIM_X,
    simY: sim === null ? 0 : Number(y(sim).toFixed(1)),
  };
}
