/** Discarding a draft, and undoing that. Saved words and typed text stay. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft } from "../model/engine";
import { showIfOpen } from "./app";
import { whenDraftSettled } from "./draft";

interface Discarded {
  vault: string;
  draft: Draft;
}

/** The draft that was discarded last, until the person restores it or begins another one. */
export const discarded = signal<Discarded | null>(null);

export async function discardDraft(vault: string): Promise<void> {
  await whenDraftSettled();
  const { sim, draft } = await engine.call("view", { vault });
  showIfOpen(await engine.call("discard_draft", { vault }));
  discarded.value = sim ? { vault, draft } : null;
}

export async function undoDiscard({ vault, draft }: Discarded): Promise<void> {
  await whenDraftSettled();
  showIfOpen(await engine.call("install_draft", { vault, draft }));
  discarded.value = null;
}
