/**
 * LIVE and SIM of the open goal as signals. A moving control changes SIM many times a second: components read LIVE and
 * `simulating` by value, and pass SIM on as a signal, so that a text node or an attribute follows it without a render.
 */
import { computed } from "@preact/signals";
import type { Forecast, Quantities } from "../model/engine";
import { quantitiesOf } from "../model/quantities";
import type { Forecasts, Readings } from "../model/readings";
import { preview, view } from "./app";

const NONE: Quantities = {
  ...{ M: 0, E: 0, dE_dt: 0, sigma: 0, leak: 0, pressure: 0, volume: 0, density: 0, stability: 0 },
  ...{ recovery: 0, node_type: "DIFFUSE", P_outcome: 0, confidence: 0, samples: [] },
};
const NO_FORECAST: Forecast = {
  horizon: "D1",
  P_outcome: 0,
  trajectory: { samples: [], confidence: 0 },
};

/** The readings of the open goal. */
export const readings: Readings = {
  live: computed(() => (view.value ? quantitiesOf(view.value.live) : NONE)),
  sim: computed(() => (preview.value?.sim ? quantitiesOf(preview.value.sim) : null)),
};
export const forecasts: Forecasts = {
  live: computed(() => view.value?.live.forecast ?? NO_FORECAST),
  sim: computed(() => preview.value?.sim?.forecast ?? null),
};

/** There is a draft with a SIM. */
export const simulating = computed(() => Boolean(preview.value?.sim));
