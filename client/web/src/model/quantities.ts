/** Reads quantities out of a state document, and compares two readings. */
import { DISPLAYED_QUANTITIES, type Quantities, type Quantity, type StateDocument } from "./engine";

export const MAIN_QUANTITIES: readonly Quantity[] = ["density", "stability", "sigma", "P_outcome"];
export const OTHER_QUANTITIES: readonly Quantity[] = DISPLAYED_QUANTITIES.filter(
  (key) => !MAIN_QUANTITIES.includes(key),
);

export const NO_QUANTITIES: Quantities = {
  ...{ M: 0, E: 0, dE_dt: 0, sigma: 0, leak: 0, pressure: 0, volume: 0, density: 0, stability: 0 },
  ...{ recovery: 0, node_type: "DIFFUSE", P_outcome: 0, confidence: 0, samples: [] },
};

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
