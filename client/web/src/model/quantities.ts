/** Reads quantities out of a state document, and compares two readings. */
import { DISPLAYED_QUANTITIES, type Quantities, type Quantity, type StateDocument } from "./engine";

export const MAIN_QUANTITIES: readonly Quantity[] = ["density", "stability", "sigma", "P_outcome"];
export const OTHER_QUANTITIES: readonly Quantity[] = DISPLAYED_QUANTITIES.filter(
  (key) => !MAIN_QUANTITIES.includes(key),
);

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
  key: Quantity | "node_type";
  before: number | string;
  after: number | string;
}

/** Every quantity that differs; documents are rounded to six decimals, so equality is exact. */
export function changesBetween(before: Quantities, after: Quantities): Change[] {
  const changes: Change[] = [];
  for (const key of DISPLAYED_QUANTITIES) {
    if (before[key] !== after[key]) {
      changes.push({ key, before: before[key], after: after[key] });
    }
  }
  if (before.node_type !== after.node_type) {
    changes.push({ key: "node_type", before: before.node_type, after: after.node_type });
  }
  return changes;
}
