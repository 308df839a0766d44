import "./Compass.css";
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { percent } from "../i18n/format";
import { actedOn } from "../model/effects";
import { type Allocations, SLOTS, type Slot, type SlotEffect } from "../model/engine";
import type { Readings } from "../model/readings";
import { Gauge, Thread } from "./compass/Gauge";
import { Hand } from "./compass/hand";
import { Petal, PetalGround, PetalWords } from "./compass/Petal";
import { EDGE, GAUGES, HUB } from "./compass/shapes";

import { useAtRest, useFollowing } from "./use-following";
import { useMedia } from "./use-media";

interface Props {
  live: Allocations;
  allocations: ReadonlySignal<Allocations>;
  selected: ReadonlySignal<Slot>;
  /** These keep their share while another one moves. */
  held: ReadonlySignal<readonly Slot[]>;
  readings: Readings;
  /** What the share of each slot adds to the quantities that it acts on. */
  effects: ReadonlySignal<readonly SlotEffect[]>;
  meanings: Partial<Record<Slot, string | null>>;
  disabled: boolean;
  onSelect: (slot: Slot) => void;
  onShare: (slot: Slot, share: number) => void;
  onHold: (slot: Slot) => void;
}

function totalOf(allocations: Allocations): number {
  return SLOTS.reduce((sum, slot) => sum + allocations[slot], 0);
}

function describe(allocations: Allocations, held: readonly Slot[]): string {
  const shares = SLOTS.map((slot) => {
    const share = percent(allocations[slot]);
    const said = held.includes(slot) ? t("drafting.heldAt", { percent: share }) : share;
    return `${t(`slot.${slot}`)} ${said}`;
  });
  return `${t("mandala.compass")}: ${shares.join(", ")}`;
}

function Threads({ selected, effects, readings, allocations }: Props) {
  const slot = selected.value;
  const acts = useFollowing(() => actedOn(effects.value, slot).join(" "), [effects, slot]).value;
  return (
    <g class="threads">
      {GAUGES.filter((name) => acts.split(" ").includes(name)).map((name) => (
        <Thread
          key={`${slot} ${name}`}
          slot={slot}
          name={name}
          effects={effects}
          of={readings}
          allocations={allocations}
        />
      ))}
    </g>
  );
}

/** The words of the petals. All grounds come first: the ground of one label may reach under the words of another. */
function Labels({ allocations, selected, meanings, narrow }: Props & { narrow: boolean }) {
  const labels = SLOTS.map((slot) => {
    return { slot, allocations, narrow, meaning: meanings[slot] ?? "" };
  });
  return (
    <>
      {labels.map((label) => (
        <PetalGround key={label.slot} {...label} />
      ))}
      {labels.map((label) => (
        <PetalWords key={label.slot} selected={selected} {...label} />
      ))}
    </>
  );
}

/** Eight petals to drag, and around them the quantities that they act on. Sliders are the same controls for keyboards. */
export function Compass(props: Props) {
  const { live, allocations, selected, readings } = props;
  const narrow = useMedia("(max-width: 599px)");
  const [hand] = useState(() => new Hand(props));
  hand.actions = props;
  useEffect(() => () => hand.release(), [hand]);
  const words = useAtRest(
    useFollowing(() => describe(allocations.value, props.held.value), [allocations]),
  );
  const total = useFollowing(() => percent(totalOf(allocations.value)), [allocations]);
  return (
    <svg
      ref={hand.svg}
      class="compass"
      viewBox={`${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`}
      role="img"
      aria-label={words}
      data-testid="compass"
      {...hand.handlers}
    >
      {SLOTS.map((slot) => (
        <Petal
          key={slot}
          slot={slot}
          live={live}
          allocations={allocations}
          selected={selected}
          held={props.held}
          onDown={hand.down}
        />
      ))}
      {GAUGES.map((name) => (
        <Gauge key={name} name={name} of={readings} />
      ))}
      <Threads {...props} />
      <Labels {...props} narrow={narrow} />
      <circle class="compass-hub" r={HUB - 3} />
      <text class="compass-total" y="5">
        {total}
      </text>
    </svg>
  );
}
