/**
 * LIVE, drift and SIM of the open goal as signals. A moving control changes SIM many times a second: components read LIVE,
 * drift and `simulating` by value, and pass SIM on as a signal, so that a text node or an attribute follows it without a
 * render.
 */
import { computed } from "@preact/signals";
import { type Effect, effectsBetween, reachOf } from "../model/effects";
import type { Forecast, Quantities, SlotEffect } from "../model/engine";
import { isEqual } from "../model/is-equal";
import { NO_QUANTITIES, quantitiesOf } from "../model/quantities";
import type { Forecasts, Readings } from "../model/readings";
import { preview, uncomputed, view } from "./app";

const NO_FORECAST: Forecast = {
  horizon: "D1",
  P_outcome: 0,
  trajectory: { samples: [], confidence: 0 },
};

let lastDrift: Quantities | null = null;

/** Every answer repeats the drift. An equal one stays the same object, so that nothing renders. */
const drift = computed(() => {
  const next = preview.value?.change.drift ?? null;
  if (!isEqual(next, lastDrift)) lastDrift = next;
  return lastDrift;
});

/** The readings of the open goal. */
export const readings: Readings = {
  live: computed(() => (view.value ? quantitiesOf(view.value.live) : NO_QUANTITIES)),
  drift,
  sim: computed(() => preview.value?.change.sim ?? null),
  uncomputed,
};
export const forecasts: Forecasts = {
  live: computed(() => view.value?.live.forecast ?? NO_FORECAST),
  drift: computed(() => {
    if (!drift.value || !view.value) return null;
    const { samples, confidence, P_outcome } = drift.value;
    // A state without a draft holds the untouched one.
    const horizon = view.value.live.draft.page1.horizon_override;
    return { horizon, P_outcome, trajectory: { samples, confidence } };
  }),
  sim: computed(() => preview.value?.sim?.forecast ?? null),
};

const NO_EFFECTS: readonly Effect[] = [];
const NO_SLOTS: readonly SlotEffect[] = [];

/** The effects of the draft, in the order in which quantities are listed. */
export const effects = computed(() => {
  const sim = readings.sim.value;
  return sim && drift.value ? effectsBetween(drift.value, sim) : NO_EFFECTS;
});

/** What the draft reaches, null without a SIM. */
export const reach = computed(() => {
  if (!preview.value?.sim || !view.value) return null;
  return reachOf(effects.value, preview.value.draft, view.value.live.draft);
});

/** What the share of each slot adds to the quantities that it acts on. */
export const slotEffects = computed(() => preview.value?.slots ?? NO_SLOTS);

/** There is a draft with a SIM. */
export const simulating = computed(() => Boolean(preview.value?.sim));
