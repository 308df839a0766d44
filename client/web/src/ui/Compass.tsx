import "./Compass.css";
import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../i18n";
import { percent } from "../i18n/format";
import { type Allocations, SLOTS, type Slot } from "../model/engine";
import type { Readings } from "../model/readings";
import { Gauge, Thread } from "./compass/Gauge";
import { Petal, PetalWords } from "./compass/Petal";
import { along, EDGE, GAUGES, type GaugeKey, HUB, lengthOf, shareOf } from "./compass/shapes";
import { useAtRest, useFollowing } from "./use-following";

/** A resting finger moves this far in pixels. */
const SLOP = 3;

interface Effect {
  key: GaugeKey;
  raises: boolean;
}

interface Props {
  live: Allocations;
  allocations: ReadonlySignal<Allocations>;
  selected: ReadonlySignal<Slot>;
  readings: Readings;
  effects: Record<Slot, readonly Effect[]>;
  meanings: Partial<Record<Slot, string | null>>;
  disabled: boolean;
  onSelect: (slot: Slot) => void;
  onShare: (slot: Slot, share: number) => void;
}

function totalOf(allocations: Allocations): number {
  return SLOTS.reduce((sum, slot) => sum + allocations[slot], 0);
}

function describe(allocations: Allocations): string {
  const shares = SLOTS.map((slot) => `${t(`slot.${slot}`)} ${percent(allocations[slot])}`);
  return `${t("mandala.compass")}: ${shares.join(", ")}`;
}

/** Drags a petal: its tip moves as far as the pointer, from wherever the drag starts. */
function useHand({ allocations, disabled, onSelect, onShare }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const hand = useRef<{ slot: Slot; from: number; length: number; moved: boolean } | null>(null);
  const distance = (slot: Slot, event: PointerEvent): number => {
    const matrix = svg.current?.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = matrix ? point.matrixTransform(matrix.inverse()) : point;
    return along(slot, x, y);
  };
  const onDown = (slot: Slot, event: PointerEvent) => {
    if (disabled || event.button !== 0 || hand.current) return;
    svg.current?.setPointerCapture(event.pointerId);
    const length = lengthOf(allocations.peek()[slot]);
    hand.current = { slot, from: distance(slot, event), length, moved: false };
    onSelect(slot);
  };
  const onPointerMove = (event: PointerEvent) => {
    const held = hand.current;
    if (!held) return;
    const by = distance(held.slot, event) - held.from;
    held.moved ||= Math.abs(by) >= SLOP;
    if (held.moved) onShare(held.slot, shareOf(held.length + by));
  };
  const letGo = () => {
    hand.current = null;
  };
  // The default of a press would take the focus from the slider, which has just received it.
  const onMouseDown = (event: MouseEvent) => event.preventDefault();
  const handlers = { onMouseDown, onPointerMove, onPointerUp: letGo, onPointerCancel: letGo };
  return { svg, onDown, handlers };
}

function Threads({ selected, effects, readings, allocations }: Props) {
  const slot = selected.value;
  return (
    <g class="threads">
      {effects[slot].map(({ key, raises }) => (
        <Thread
          key={`${slot} ${key}`}
          slot={slot}
          name={key}
          raises={raises}
          of={readings}
          allocations={allocations}
        />
      ))}
    </g>
  );
}

/** Eight petals to drag, and around them the quantities that they act on. Sliders are the same controls for keyboards. */
export function Compass(props: Props) {
  const { live, allocations, selected, readings, meanings } = props;
  const { svg, onDown, handlers } = useHand(props);
  const words = useAtRest(useFollowing(() => describe(allocations.value), [allocations]));
  const total = useFollowing(() => percent(totalOf(allocations.value)), [allocations]);
  return (
    <svg
      ref={svg}
      class="compass"
      viewBox={`${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`}
      role="img"
      aria-label={words}
      data-testid="compass"
      {...handlers}
    >
      {SLOTS.map((slot) => (
        <Petal
          key={slot}
          slot={slot}
          live={live}
          allocations={allocations}
          selected={selected}
          onDown={onDown}
        />
      ))}
      {GAUGES.map((name) => (
        <Gauge key={name} name={name} of={readings} />
      ))}
      <Threads {...props} />
      {SLOTS.map((slot) => (
        <PetalWords
          key={slot}
          slot={slot}
          allocations={allocations}
          selected={selected}
          meaning={meanings[slot] ?? ""}
        />
      ))}
      <circle class="compass-hub" r={HUB - 3} />
      <text class="compass-total" y="5">
        {total}
      </text>
    </svg>
  );
}
