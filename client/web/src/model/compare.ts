/** What differs between two states of one goal. */

import { equalShares } from "./allocations";
import type { PastState } from "./engine";
import { type Allocations, type GraphEdge, type GraphNode, SLOTS, type Slot } from "./engine";

export interface NodeChange {
  id: string;
  kind: "added" | "removed" | "changed";
  before: GraphNode | null;
  after: GraphNode | null;
}

/** Added, removed and changed nodes in order of id. */
export function nodeChanges(
  before: readonly GraphNode[],
  after: readonly GraphNode[],
): NodeChange[] {
  const old = new Map(before.map((node) => [node.id, node]));
  const now = new Map(after.map((node) => [node.id, node]));
  const changes: NodeChange[] = [];
  for (const id of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [one, other] = [old.get(id) ?? null, now.get(id) ?? null];
    if (!one) changes.push({ id, kind: "added", before: null, after: other });
    else if (!other) changes.push({ id, kind: "removed", before: one, after: null });
    else if (differs(one, other)) changes.push({ id, kind: "changed", before: one, after: other });
  }
  return changes;
}

function differs(one: GraphNode, other: GraphNode): boolean {
  return (
    one.mass !== other.mass ||
    one.sigma !== other.sigma ||
    one.density !== other.density ||
    one.type !== other.type
  );
}

export interface EdgeCounts {
  added: number;
  removed: number;
  changed: number;
}

export function edgeChanges(before: readonly GraphEdge[], after: readonly GraphEdge[]): EdgeCounts {
  const old = new Map(before.map((edge) => [`${edge.a} ${edge.b}`, edge.flow]));
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { a, b, flow } of after) {
    const was = old.get(`${a} ${b}`);
    if (was === undefined) counts.added += 1;
    else if (was !== flow) counts.changed += 1;
    old.delete(`${a} ${b}`);
  }
  counts.removed = old.size;
  return counts;
}

/** The shares in the draft of a commit. A genesis or a merge has no draft: its shares are equal. */
export function sharesOf(state: PastState): Allocations {
  return state.draft?.page3.allocations ?? equalShares();
}

export function slotChanges(before: Allocations, after: Allocations): Slot[] {
  return SLOTS.filter((slot) => before[slot] !== after[slot]);
}

/** The earlier state first, whichever of them is A: a change and its drift go from the earlier to the later one. */
export function earlierFirst(a: PastState, b: PastState): [PastState, PastState] {
  return a.row.position <= b.row.position ? [a, b] : [b, a];
}
