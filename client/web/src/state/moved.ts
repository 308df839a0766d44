/** The quantities that the control under the hand moves, while it moves and shortly after. */
import { computed, effect, signal } from "@preact/signals";
import { DISPLAYED_QUANTITIES, type Quantities, type Quantity } from "../model/engine";
import { MAIN_QUANTITIES } from "../model/quantities";
import { lastMove, pressed } from "./press";
import { readings } from "./readings";

/** How long the readings stay after the last movement. */
const STAYS_MS = 1500;
/** This many have room beside each other on a phone. */
const SHOWN_MAX = 4;
const ORDER = [
  ...MAIN_QUANTITIES,
  ...DISPLAYED_QUANTITIES.filter((name) => !MAIN_QUANTITIES.includes(name)),
];

interface Movement {
  control: string;
  /** SIM before the movement, or the drift, with which a draft begins. */
  before: Quantities;
  /** All that the movement has changed. What it takes back stays in the list. */
  names: ReadonlySet<Quantity>;
}

const movement = signal<Movement | null>(null);
const shown = signal(false);

const keys = computed(() => {
  const names = movement.value?.names;
  if (!shown.value || !names) return "";
  return ORDER.filter((name) => names.has(name))
    .slice(0, SHOWN_MAX)
    .join(" ");
});

/** The main quantities come first. A list is a new value only when it differs. */
export const movedQuantities = computed(
  () => keys.value.split(" ").filter(Boolean) as readonly Quantity[],
);

function follow(control: string): void {
  const before = readings.sim.peek() ?? readings.drift.peek();
  const goesOn = shown.peek() && movement.peek()?.control === control;
  if (!goesOn) movement.value = before && { control, before, names: new Set() };
  shown.value = true;
}

function gather(sim: Quantities): void {
  const now = movement.peek();
  if (!now) return;
  const found = DISPLAYED_QUANTITIES.filter(
    (name) => sim[name] !== now.before[name] && !now.names.has(name),
  );
  if (found.length > 0) movement.value = { ...now, names: new Set([...now.names, ...found]) };
}

/** Follows the hand until the answer is called. */
export function followMoved(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    shown.value = false;
  };
  const stops = [
    // A press begins another movement, or is elsewhere.
    effect(() => {
      if (pressed.value) hide();
    }),
    effect(() => {
      if (lastMove.value) follow(lastMove.value.control);
    }),
    effect(() => {
      if (readings.sim.value) gather(readings.sim.value);
    }),
    effect(() => {
      const rests = lastMove.value !== null && !pressed.value;
      clearTimeout(timer);
      if (rests) timer = setTimeout(hide, STAYS_MS);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
    lastMove.value = null;
    movement.value = null;
    hide();
  };
}
