/** Reading quantities out of a state document and comparing two readings. */
import type { Quantities, StateDocument } from "./engine";

export const NUMBERS = [
  "density",
  "stability",
  "sigma",
  "P_outcome",
  "M",
  "E",
  "dE_dt",
  "leak",
  "pressure",
  "volume",
  "recovery",
  "confidence",
] as const;
export type NumberKey = (typeof NUMBERS)[number];

export const MAIN: readonly NumberKey[] = ["density", "stability", "sigma", "P_outcome"];
export const OTHERS: readonly NumberKey[] = NUMBERS.filter((key) => !MAIN.includes(key));

export function quantitiesOf(state: StateDocument): Quantities {
  const { P_outcome, trajectory } = state.forecast;
  return {
    ...state.measure,
    P_outcome,
    confidence: trajectory.confidence,
    samples: trajectory.samples,
  };
}

export interface Change {
  key: NumberKey | "node_type";
  before: number | string;
  after: number | string;
}

/** Every quantity that differs; documents are rounded to six decimals, so equality is exact. */
export function changesBetween(before: Quantities, after: Quantities): Change[] {
  const changes: Change[] = [];
  for (const key of NUMBERS) {
    if (before[key] !== after[key]) {
      changes.push({ key, before: before[key], after: after[key] });
    }
  }
  if (before.node_type !== after.node_type) {
    changes.push({ key: "node_type", before: before.node_type, after: after.node_type });
  }
  return changes;
}
