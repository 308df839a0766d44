/** Another past: one commit with another draft, replayed while the person changes it. All of it is SIM. */
import { batch, computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { redistributeShares } from "../model/allocations";
import { changeOf, type Edits, NO_EDITS, shownShares } from "../model/another-past";
import type {
  Allocations,
  CommitRow,
  Draft,
  Page1,
  PastChange,
  PastCourses,
  PastState,
  Problem,
  Slot,
} from "../model/engine";
import { newestOnly } from "../model/newest-only";
import { problemOf } from "../model/problem";
import { progress } from "./app";

interface Changed {
  vault: string;
  row: CommitRow;
  draft: Draft;
  edits: Edits;
}

/** The commit that is being changed. */
export const changed = signal<Changed | null>(null);
export const courses = signal<PastCourses | null>(null);
export const anotherProblem = signal<Problem | null>(null);

export const change = computed<PastChange | null>(() => {
  const now = changed.value;
  return now && changeOf(now.row.commit, now.draft, now.edits);
});

const ask = newestOnly<{ vault: string; change: PastChange }>(async (input) => {
  const isWanted = () => {
    const now = changed.peek();
    return now?.vault === input.vault && now.row.commit === input.change.commit;
  };
  try {
    const answer = await engine.call("another_past", input);
    if (!isWanted()) return;
    courses.value = answer;
    anotherProblem.value = null;
  } catch (error) {
    if (isWanted()) anotherProblem.value = problemOf(error);
  } finally {
    if (progress.peek()?.task === "another_past") progress.value = null;
  }
});

/** Replays again: something was changed, or the history has a new head. */
export function replayPast(): void {
  const [now, wanted] = [changed.peek(), change.peek()];
  if (now && wanted) ask({ vault: now.vault, change: wanted });
}

/** Opens a past commit for changes. A commit without a draft has nothing to change. */
export function openAnotherPast(vault: string, { row, draft }: PastState): void {
  if (!draft) return;
  moving = null;
  batch(() => {
    changed.value = { vault, row, draft, edits: NO_EDITS };
    courses.value = null;
    anotherProblem.value = null;
  });
  replayPast();
}

export function closeAnotherPast(): void {
  batch(() => {
    changed.value = null;
    courses.value = null;
    anotherProblem.value = null;
  });
}

export function edit(edits: Partial<Edits>): void {
  const now = changed.peek();
  if (!now) return;
  changed.value = { ...now, edits: { ...now.edits, ...edits } };
  replayPast();
}

export function editPage1(patch: Partial<Page1>): void {
  moving = null;
  edit({ page1: { ...changed.peek()?.edits.page1, ...patch } });
}

/** The shares before the present movement of a slot, so that moving there and back changes nothing. */
let moving: { slot: Slot; base: Allocations } | null = null;

export function editShare(slot: Slot, percent: number): void {
  const now = changed.peek();
  if (!now) return;
  if (moving?.slot !== slot) moving = { slot, base: shownShares(now.draft, now.edits) };
  edit({ allocations: redistributeShares(moving.base, slot, percent) });
}

/** Takes every change back. */
export function resetEdits(): void {
  moving = null;
  edit(NO_EDITS);
}
