/** Moving, dealing and holding the shares of the open goal. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { canMove, equalShares, redistributeShares, settleShare } from "../../model/allocations";
import { type Allocations, SLOTS, type Slot } from "../../model/engine";
import { announce, announceProblem, change, draft, draftBase, ready, view } from "../../state/app";
import { setControls } from "../../state/steps";

/** As the person has set them, ahead of the engine's answer. */
export const allocations = computed(() => draft.value?.page3.allocations ?? equalShares());
const NONE: readonly Slot[] = [];
/** What was held or freed and the engine has not answered yet. A share that is moved meanwhile follows it. */
const asked = signal<{ vault: string; held: readonly Slot[] } | null>(null);
export const held: ReadonlySignal<readonly Slot[]> = computed(() => {
  const open = view.value;
  if (open && asked.value?.vault === open.vault) return asked.value.held;
  return open?.controls.held ?? NONE;
});

/** What a change goes on from. */
const base = () => draftBase.peek()?.page3.allocations ?? equalShares();

/**
 * The shares before the present movement of a slot. Every position of that movement starts from them, so that moving there
 * and back changes nothing.
 */
let gesture: { vault: string; slot: Slot; base: Allocations; last: Allocations } | null = null;

function sameShares(a: Allocations, b: Allocations): boolean {
  return SLOTS.every((slot) => Math.abs(a[slot] - b[slot]) < 1e-6);
}

function set(next: Allocations): void {
  change({ page: 3, patch: { allocations: next } });
}

export function moveShare(vault: string, slot: Slot, toPercent: number): void {
  if (!canMove(slot, held.peek())) return;
  const present = base();
  const goesOn =
    gesture?.vault === vault && gesture.slot === slot && sameShares(gesture.last, present);
  const from = goesOn && gesture ? gesture.base : present;
  // A touch that is taken away gives the exact share back, which need not be a whole percent.
  const isBack = Math.abs(toPercent - from[slot] * 100) < 0.05;
  const next = isBack ? from : redistributeShares(from, slot, toPercent, held.peek());
  gesture = { vault, slot, base: from, last: next };
  set(next);
}

/** The free slots share equally what the held ones leave. */
export function shareEqually(): void {
  gesture = null;
  set(equalShares(base(), held.peek()));
}

/** Holds a slot at a whole percent, or frees it. */
export async function toggleHold(vault: string, slot: Slot): Promise<void> {
  if (!ready.peek()) return;
  const before = held.peek();
  const holds = !before.includes(slot);
  gesture = null;
  if (holds) {
    const settled = settleShare(base(), slot, before);
    if (settled !== base()) set(settled);
  }
  const name = t(`slot.${slot}`);
  const share = percent(allocations.peek()[slot]);
  const next = holds ? [...before, slot] : before.filter((it) => it !== slot);
  const ask = { vault, held: next };
  asked.value = ask;
  try {
    await setControls(ask);
    announce(t(holds ? "drafting.nowHeld" : "drafting.nowFree", { slot: name, share }));
  } catch (error) {
    announceProblem(error);
  } finally {
    if (asked.peek() === ask) asked.value = null;
  }
}
