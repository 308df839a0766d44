/** What differs between two drafts. */
import type { Draft } from "./engine";
import { isEqual } from "./is-equal";

/** begin: there was no draft · discard: there is none any more · several: more than one of the others. */
export type DraftChange =
  | "begin"
  | "discard"
  | "several"
  | "mass_modifier"
  | "volume_override"
  | "horizon_override"
  | "view"
  | "graph"
  | "shares";

/** null if nothing differs. */
export function draftChange(from: Draft | null, to: Draft | null): DraftChange | null {
  if (!from || !to) return from ? "discard" : to && "begin";
  const { ops: opsBefore, ...viewBefore } = from.page2;
  const { ops: opsAfter, ...viewAfter } = to.page2;
  const parts = [
    ["mass_modifier", from.page1.mass_modifier, to.page1.mass_modifier],
    ["volume_override", from.page1.volume_override, to.page1.volume_override],
    ["horizon_override", from.page1.horizon_override, to.page1.horizon_override],
    ["view", viewBefore, viewAfter],
    ["graph", opsBefore, opsAfter],
    ["shares", from.page3.allocations, to.page3.allocations],
  ] as const;
  const [first, more] = parts.filter(([, before, after]) => !isEqual(before, after));
  if (!first) return null;
  return more ? "several" : first[0];
}
