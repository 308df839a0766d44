/** What-ifs: named drafts beside the present one, on this device. */
import { computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft, PastChange, WhatIf, WhatIfList } from "../model/engine";
import { NO_QUANTITIES } from "../model/quantities";
import { showIfOpen, view } from "./app";
import { whenDraftSettled } from "./draft";
import { undoDraft } from "./steps";

export const comparing = signal(false);

const NONE: WhatIfList = { whatifs: [], limit: 0, drift: NO_QUANTITIES };
const known = signal<{ vault: string; list: WhatIfList } | null>(null);
/** The what-ifs of the open goal, as last read. */
export const whatIfs = computed(() =>
  known.value && known.value.vault === view.value?.vault ? known.value.list : NONE,
);

export type Undo = () => Promise<void>;

function openVault(): string {
  const vault = view.value?.vault;
  if (vault === undefined) throw new Error("no goal is open");
  return vault;
}

async function take(vault: string, asked: Promise<WhatIfList>): Promise<void> {
  const list = await asked;
  if (view.value?.vault === vault) known.value = { vault, list };
}

export async function readWhatIfs(): Promise<void> {
  const vault = openVault();
  await take(vault, engine.call("list_whatifs", { vault }));
}

/** Saves `draft` under a name, or else the present draft of the goal. */
export async function keepWhatIf(vault: string, name: string, draft?: Draft): Promise<void> {
  await whenDraftSettled();
  await take(vault, engine.call("keep_whatif", { vault, name, ...(draft ? { draft } : {}) }));
}

/** Saves another past under a name. */
export async function keepPast(vault: string, name: string, change: PastChange): Promise<void> {
  await take(vault, engine.call("keep_past", { vault, name, change }));
}

export async function renameWhatIf(id: number, name: string): Promise<void> {
  const vault = openVault();
  await take(vault, engine.call("rename_whatif", { vault, id, name }));
}

export async function discardWhatIf(kept: WhatIf): Promise<Undo> {
  const vault = openVault();
  await take(vault, engine.call("discard_whatif", { vault, id: kept.id }));
  const { name, draft, past } = kept;
  return () => (past ? keepPast(vault, name, past.change) : keepWhatIf(vault, name, draft));
}

/** Makes a what-if the draft. Returns an action that restores the draft before it. */
export async function loadWhatIf(kept: WhatIf): Promise<Undo> {
  const vault = openVault();
  await whenDraftSettled();
  showIfOpen(await engine.call("load_whatif", { vault, id: kept.id }));
  return async () => {
    await undoDraft(vault);
  };
}
