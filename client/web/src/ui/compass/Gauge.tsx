import type { ReadonlySignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../i18n";
import { delta, quantity } from "../../i18n/format";
import { effectOfSlot } from "../../model/effects";
import type { Allocations, Slot, SlotEffect } from "../../model/engine";
import { effectOn, type Readings } from "../../model/readings";
import { useFollowing } from "../use-following";
import {
  effectPath,
  type GaugeKey,
  gaugePath,
  headPath,
  needlePath,
  threadPath,
  wordsPath,
} from "./shapes";

interface Props {
  name: GaugeKey;
  of: Readings;
}

/**
 * One quantity at the rim: LIVE solid, drift a thin stroke, and the effect dashed from drift to SIM. The figures are LIVE and
 * the effect.
 */
export function Gauge({ name, of }: Props) {
  const id = useId();
  const value = of.live.value[name];
  const arc = useFollowing(() => {
    const [drift, sim] = [of.drift.value, of.sim.value];
    return drift && sim ? effectPath(name, drift[name], sim[name]) : "";
  }, [of, name]);
  const simNeedle = useFollowing(
    () => (effectOn(of, name) && of.sim.value ? needlePath(name, of.sim.value[name], 9) : ""),
    [of, name],
  );
  const drift = useFollowing(
    () => (of.sim.value && of.drift.value ? needlePath(name, of.drift.value[name], 9) : ""),
    [of, name],
  );
  const figures = useFollowing(() => {
    const effect = effectOn(of, name);
    return effect === null ? "" : ` ${delta(effect)}`;
  }, [of, name]);
  return (
    <g class="gauge" data-testid={`gauge-${name}`}>
      <path class="gauge-field" d={gaugePath(name, 1)} />
      <path class="gauge-live" d={gaugePath(name, value)} />
      <path class="gauge-needle" d={needlePath(name, value, 6)} />
      <path class="gauge-drift" d={drift} />
      <path class="gauge-sim" d={arc} data-testid={`gauge-${name}-sim`} />
      <path class="gauge-sim-needle" d={simNeedle} />
      <path id={id} class="gauge-line" d={wordsPath(name)} />
      <text class="gauge-words">
        <textPath href={`#${id}`} startOffset="50%">
          {t(`quantity.${name}`)} <tspan class="gauge-value">{quantity(value)}</tspan>
          <tspan class="gauge-sim-value">{figures}</tspan>
        </textPath>
      </text>
    </g>
  );
}

interface ThreadProps extends Props {
  slot: Slot;
  effects: ReadonlySignal<readonly SlotEffect[]>;
  allocations: ReadonlySignal<Allocations>;
}

/** A line from the selected slot to a quantity that it acts on. Its head points where the share of the slot moves it. */
export function Thread({ slot, name, effects, of, allocations }: ThreadProps) {
  const inputs = [slot, name, effects, of, allocations];
  const line = useFollowing(() => {
    const value = (of.sim.value ?? of.live.value)[name];
    return threadPath(slot, allocations.value[slot], name, value);
  }, inputs);
  const head = useFollowing(() => {
    const effect = effectOfSlot(effects.value, slot, name);
    if (effect === 0) return "";
    return headPath(name, (of.sim.value ?? of.live.value)[name], effect > 0);
  }, inputs);
  const drafting = useFollowing(() => (of.sim.value ? "thread is-sim" : "thread"), [of]);
  return (
    <g class={drafting} data-testid={`thread-${name}`}>
      <path class="thread-line" d={line} />
      <path class="thread-head" d={head} />
    </g>
  );
}
