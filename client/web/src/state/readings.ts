/**
 * What a page shows of LIVE and SIM, as signals. A moving control changes SIM many times a second: components read LIVE
 * and `simulating` by value, and pass what belongs to SIM on as a signal, so that a text node or an attribute follows it
 * and no component is rendered again.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Forecast, Quantities } from "../kernel/types";
import { preview, view } from "./app";
import { quantitiesOf } from "./quantities";

/** Two readings laid over each other; the second is null where there is none. */
export interface Readings {
  live: ReadonlySignal<Quantities>;
  sim: ReadonlySignal<Quantities | null>;
}

export interface Forecasts {
  live: ReadonlySignal<Forecast>;
  sim: ReadonlySignal<Forecast | null>;
}

const NONE: Quantities = {
  ...{ M: 0, E: 0, dE_dt: 0, sigma: 0, leak: 0, pressure: 0, volume: 0, density: 0, stability: 0 },
  ...{ recovery: 0, node_type: "", P_outcome: 0, confidence: 0, samples: [] },
};
const NO_FORECAST: Forecast = {
  horizon: "D1",
  P_outcome: 0,
  trajectory: { samples: [], confidence: 0 },
};

/** The open goal's. */
export const readings: Readings = {
  live: computed(() => (view.value ? quantitiesOf(view.value.live) : NONE)),
  sim: computed(() => (preview.value?.sim ? quantitiesOf(preview.value.sim) : null)),
};
export const forecasts: Forecasts = {
  live: computed(() => view.value?.live.forecast ?? NO_FORECAST),
  sim: computed(() => preview.value?.sim?.forecast ?? null),
};

/** There is a draft, and what it would lead to. */
export const simulating = computed(() => Boolean(preview.value?.sim));

/** A text or an attribute that follows signals; `inputs` is what else it is made from. */
export function useFollowing<T>(compute: () => T, inputs: readonly unknown[]): ReadonlySignal<T> {
  return useMemo(() => computed(compute), inputs);
}

const REST_MS = 200;

/** Follows `source` once that rests: for what is read and not seen, which need not keep up with a moving hand. */
export function useAtRest<T>(source: ReadonlySignal<T>): ReadonlySignal<T> {
  const resting = useMemo(() => signal(source.peek()), [source]);
  useEffect(() => {
    let timer = 0;
    const stop = source.subscribe((value) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        resting.value = value;
      }, REST_MS);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [source, resting]);
  return resting;
}
