import type { ReadonlySignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import type { Allocations, Slot } from "../../model/engine";
import type { Readings } from "../../model/readings";
import { useFollowing } from "../use-following";
import {
  type GaugeKey,
  gaugePath,
  headPath,
  needlePath,
  SIM_GAUGE,
  threadPath,
  wordsPath,
} from "./shapes";

interface Props {
  name: GaugeKey;
  of: Readings;
}

/** One quantity at the rim: LIVE solid, SIM dashed over it, and both as figures. */
export function Gauge({ name, of }: Props) {
  const id = useId();
  const value = of.live.value[name];
  const simArc = useFollowing(
    () => (of.sim.value ? gaugePath(name, of.sim.value[name], SIM_GAUGE) : ""),
    [of, name],
  );
  const simNeedle = useFollowing(
    () => (of.sim.value ? needlePath(name, of.sim.value[name], 9) : ""),
    [of, name],
  );
  const figures = useFollowing(
    () => (of.sim.value ? ` → ${quantity(of.sim.value[name])}` : ""),
    [of, name],
  );
  return (
    <g class="gauge" data-testid={`gauge-${name}`}>
      <path class="gauge-field" d={gaugePath(name, 1)} />
      <path class="gauge-live" d={gaugePath(name, value)} />
      <path class="gauge-needle" d={needlePath(name, value, 6)} />
      <path class="gauge-sim" d={simArc} data-testid={`gauge-${name}-sim`} />
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
  raises: boolean;
  allocations: ReadonlySignal<Allocations>;
}

/** A line from the selected slot to a quantity that it acts on. Its head shows the direction of the effect. */
export function Thread({ slot, name, raises, of, allocations }: ThreadProps) {
  const inputs = [slot, name, raises, of, allocations];
  const line = useFollowing(() => {
    const value = (of.sim.value ?? of.live.value)[name];
    return threadPath(slot, allocations.value[slot], name, value);
  }, inputs);
  const head = useFollowing(
    () => headPath(name, (of.sim.value ?? of.live.value)[name], raises),
    inputs,
  );
  const drafting = useFollowing(() => (of.sim.value ? "thread is-sim" : "thread"), [of]);
  return (
    <g class={drafting} data-testid={`thread-${name}`}>
      <path class="thread-line" d={line} />
      <path class="thread-head" d={head} />
    </g>
  );
}
