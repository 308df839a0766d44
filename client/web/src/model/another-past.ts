/** What a person changes in a past commit, and the change that the engine replays. */
import { type Allocations, type Draft, type Page1, type PastChange, SLOTS } from "./engine";

export interface Edits {
  leftOut: boolean;
  page1: Partial<Page1>;
  allocations: Allocations | null;
  withoutOps: boolean;
}

export const NO_EDITS: Edits = { leftOut: false, page1: {}, allocations: null, withoutOps: false };

/** The values that the controls show. */
export function shownPage1(draft: Draft, { page1 }: Edits): Page1 {
  return { ...draft.page1, ...page1 };
}

export function shownShares(draft: Draft, { allocations }: Edits): Allocations {
  return allocations ?? draft.page3.allocations;
}

/** Only what differs from the committed draft: the rest keeps its full precision. */
export function changeOf(commit: string, draft: Draft, edits: Edits): PastChange {
  if (edits.leftOut) return { commit, left_out: true };
  const page1 = Object.fromEntries(
    Object.entries(edits.page1).filter(([key, value]) => draft.page1[key as keyof Page1] !== value),
  );
  const shares = edits.allocations;
  const moved = shares && SLOTS.some((slot) => shares[slot] !== draft.page3.allocations[slot]);
  return {
    commit,
    ...(Object.keys(page1).length > 0 ? { page1 } : {}),
    ...(edits.withoutOps && draft.page2.ops.length > 0 ? { page2: { ops: [] } } : {}),
    ...(moved ? { page3: { allocations: shares } } : {}),
  };
}

export function isChanged(change: PastChange): boolean {
  return Object.keys(change).length > 1;
}
