import type { ReadonlySignal } from "@preact/signals";
import type { Forecast, Quantities, Quantity } from "./engine";

/** LIVE and SIM of one goal. `sim` is null where there is no SIM. */
export interface Readings {
  live: ReadonlySignal<Quantities>;
  sim: ReadonlySignal<Quantities | null>;
}

export interface Forecasts {
  live: ReadonlySignal<Forecast>;
  sim: ReadonlySignal<Forecast | null>;
}

/** The last few values of each quantity, oldest first. */
export type RecentValues = Partial<Record<Quantity, readonly number[]>>;
