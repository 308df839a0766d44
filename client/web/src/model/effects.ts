/** What a draft adds to what a commit does by itself. */
import {
  DISPLAYED_QUANTITIES,
  type Draft,
  type Quantities,
  type Quantity,
  type Slot,
  type SlotEffect,
} from "./engine";
import { isEqual } from "./is-equal";
import { MAIN_QUANTITIES } from "./quantities";

export interface Effect {
  name: Quantity;
  value: number;
}

/** Every quantity with an effect. Values are rounded to six decimals, so equality is exact. */
export function effectsBetween(drift: Quantities, sim: Quantities): Effect[] {
  return DISPLAYED_QUANTITIES.filter((name) => sim[name] !== drift[name]).map((name) => ({
    name,
    value: sim[name] - drift[name],
  }));
}

/** The effects on the main quantities, or else on the others. */
export function namedEffects(effects: readonly Effect[]): readonly Effect[] {
  const main = effects.filter(({ name }) => MAIN_QUANTITIES.includes(name));
  return main.length > 0 ? main : effects;
}

/** What a draft reaches: main quantities, only others, only the view, or nothing at all. */
export type Reach = "main" | "others" | "views" | "nothing";

export function reachOf(effects: readonly Effect[], draft: Draft, untouched: Draft): Reach {
  if (effects.some(({ name }) => MAIN_QUANTITIES.includes(name))) return "main";
  if (effects.length > 0) return "others";
  return isEqual({ ...draft.page2, ops: [] }, { ...untouched.page2, ops: [] })
    ? "nothing"
    : "views";
}

/** The quantities that a slot acts on. */
export function actedOn(effects: readonly SlotEffect[], slot: Slot): Quantity[] {
  return effects.filter((it) => it.slot === slot).map(({ name }) => name);
}

/** What the share of a slot adds to a quantity. */
export function effectOfSlot(effects: readonly SlotEffect[], slot: Slot, name: Quantity): number {
  return effects.find((it) => it.slot === slot && it.name === name)?.value ?? 0;
}
