/** Undo and redo of the draft, and drafts that begin as a whole. Saved words and typed text stay. */
import { computed } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft, Input, VaultView } from "../model/engine";
import { preview, showIfOpen, view } from "./app";
import { whenDraftSettled } from "./draft";

export const canUndo = computed(() => (preview.value?.undo ?? 0) > 0);
export const canRedo = computed(() => (preview.value?.redo ?? 0) > 0);

/** The drafts before and after a step, null where there is none. */
export interface Step {
  before: Draft | null;
  after: Draft | null;
}

function draftOf({ sim, draft }: Pick<VaultView, "sim" | "draft">): Draft | null {
  return sim ? draft : null;
}

async function walk(vault: string, method: "undo_draft" | "redo_draft"): Promise<Step> {
  await whenDraftSettled();
  const before = draftOf(await engine.call("view", { vault }));
  const answer = await engine.call(method, { vault });
  showIfOpen(answer);
  return { before, after: draftOf(answer) };
}

export const undoDraft = (vault: string) => walk(vault, "undo_draft");
export const redoDraft = (vault: string) => walk(vault, "redo_draft");

export async function discardDraft(vault: string): Promise<void> {
  await whenDraftSettled();
  showIfOpen(await engine.call("discard_draft", { vault }));
}

/** There is a commit whose settings can be drafted again. */
export const canRepeat = computed(() => (view.value?.commits ?? 0) > 1);

/** Makes the settings of the last commit the draft. Its node operations have happened and stay out. */
export async function repeatLast(vault: string, last: Draft): Promise<void> {
  await whenDraftSettled();
  showIfOpen(await engine.call("install_draft", { vault, draft: last, start: "last" }));
}

export async function setControls(input: Input<"set_controls">): Promise<void> {
  showIfOpen(await engine.call("set_controls", input));
}
