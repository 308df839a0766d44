import type { ReadonlySignal } from "@preact/signals";
import type { Forecast, Quantities, Quantity } from "./engine";

/** LIVE, drift and SIM of one goal. `drift` and `sim` are null where there are none. */
export interface Readings {
  live: ReadonlySignal<Quantities>;
  /** What a commit of the untouched draft gives: no control moves it. */
  drift: ReadonlySignal<Quantities | null>;
  sim: ReadonlySignal<Quantities | null>;
  /** Something was moved whose SIM is not computed yet. */
  uncomputed?: ReadonlySignal<boolean>;
}

/** The effect of what a person moved: SIM minus drift. Null without a SIM. */
export function effectOn({ drift, sim }: Readings, name: Quantity): number | null {
  return sim.value && drift.value ? sim.value[name] - drift.value[name] : null;
}

export interface Forecasts {
  live: ReadonlySignal<Forecast>;
  drift: ReadonlySignal<Forecast | null>;
  sim: ReadonlySignal<Forecast | null>;
}

/** The last few values of each quantity, oldest first. */
export type RecentValues = Partial<Record<Quantity, readonly number[]>>;
