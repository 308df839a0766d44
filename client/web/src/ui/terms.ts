/** The terms that the glossary explains, and their names on the pages. */
import { namesBelow, t } from "../i18n";
import type { glossary } from "../i18n/en/glossary";
import { SLOTS, type Slot } from "../model/engine";

export type Term = keyof typeof glossary;

/** All of them, in the order of the glossary. */
export const terms = () => namesBelow("glossary") as Term[];

export const slotTerm = (slot: Slot): Term => `slot_${slot}`;

/** The name of a term on the pages. */
export function termName(term: Term): string {
  const slot = SLOTS.find((it) => slotTerm(it) === term);
  if (slot) return t(`slot.${slot}`);
  switch (term) {
    case "live":
    case "sim":
      return t(`mode.${term}`);
    case "drift":
    case "effect":
      return t(`effect.${term}`);
    case "commit":
    case "merge":
    case "head":
      return t(`history.${term}`);
    case "draft":
    case "trajectory":
    case "whatif":
    case "receipt":
    case "anchor":
    case "strongest":
      return t(`term.${term}`);
    case "another":
      return t("another.title");
    case "node":
      return t("route.node");
    case "state_hash":
      return t("history.hash");
    case "mass_modifier":
    case "volume_override":
      return t(`goal.${term}`);
    case "horizon":
      return t("goal.horizon_override");
    case "distance":
      return t("thenNow.distance");
    case "flow":
      return t("route.flow");
    default:
      return t(`quantity.${term as Exclude<typeof term, `slot_${string}`>}`);
  }
}
