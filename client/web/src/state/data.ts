/** The actions of the data page: export, import, deletion. */
import { batch, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { eraseDevice } from "../kernel/erase-device";
import { fromBase64, toBase64 } from "../model/base64";
import {
  type Answer,
  type DataStatus,
  type DeviceState,
  type ImportPreview,
  STOPPING,
  type VaultSummary,
  type Where,
} from "../model/engine";
import { fileName } from "../model/file-name";
import { problemOf } from "../model/problem";
import type { WayShown } from "../model/way-shown";
import { saveFile } from "../platform/save-file";
import { account, bootFailed, erasing, selectVault, showVaults, sync } from "./app";

const EXPORT_ROWS = 250;
const PART_BYTES = 1024 * 1024;

export const status = signal<DataStatus | null>(null);
/** The progress of an export or import, or null. */
export const transfer = signal<{ done: number; total: number } | null>(null);

export async function loadStatus(): Promise<void> {
  status.value = await engine.call("data_status");
}

async function counted<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  transfer.value = { done: 0, total: 0 };
  try {
    return await work();
  } finally {
    transfer.value = null;
  }
}

/** Yields every page of a goal up to the head of the first page, and reports progress. */
async function* pagesOf<M extends "export_json" | "export_csv">(
  method: M,
  vault: string,
  form: { decimal_comma?: boolean } = {},
): AsyncGenerator<Answer<M>> {
  let head: string | undefined;
  let after = 0;
  for (let total = 1; after < total; after += EXPORT_ROWS) {
    const at = head === undefined ? {} : { head };
    const input = { vault, after, limit: EXPORT_ROWS, ...at, ...form };
    const page: Answer<M> = await engine.call<"export_json" | "export_csv">(method, input);
    yield page;
    ({ head, total } = page);
    transfer.value = { done: Math.min(after + EXPORT_ROWS, total), total };
  }
}

export function exportJson(goal: VaultSummary): Promise<void> {
  return counted(async () => {
    const parts: string[] = [];
    for await (const page of pagesOf("export_json", goal.vault)) {
      if (page.goal) parts.push(`${JSON.stringify(page.goal).slice(0, -1)},"commits":[`);
      else parts.push(",");
      parts.push(page.commits.map((commit) => JSON.stringify(commit)).join(","));
    }
    parts.push("]}");
    saveFile(fileName(goal.name, "json", new Date()), "application/json", parts);
  });
}

export function exportCsv(goal: VaultSummary, decimalComma: boolean): Promise<void> {
  return counted(async () => {
    // Without the byte order mark, spreadsheets assume an older encoding.
    const parts: string[] = ["\ufeff"];
    const form = { decimal_comma: decimalComma };
    for await (const page of pagesOf("export_csv", goal.vault, form)) parts.push(page.text);
    saveFile(fileName(goal.name, "csv", new Date()), "text/csv;charset=utf-8", parts);
  });
}

export function exportArchive(goals: VaultSummary[], passphrase: string): Promise<void> {
  return counted(async () => {
    const ids = goals.map((goal) => goal.vault);
    const { archive } = await engine.call("begin_archive", { vaults: ids, passphrase });
    const parts: BlobPart[] = [];
    for (let last = false; !last; ) {
      const part = await engine.call("next_archive_part", { archive });
      parts.push(fromBase64(part.data));
      transfer.value = { done: part.done, total: part.total };
      ({ last } = part);
    }
    const [first] = goals;
    const name = goals.length === 1 && first ? first.name : "goals";
    saveFile(fileName(name, "autus", new Date()), "application/octet-stream", parts);
    await loadStatus();
  });
}

/** Saves two contradicting receipts of the server as a file that anyone can check. */
export async function saveProof(proof: string): Promise<void> {
  const { text } = await engine.call("export_receipt_proof", { proof });
  saveFile(fileName("receipt proof", "json", new Date()), "application/json", [text]);
}

/** Sends the file to the engine and returns its handle. */
export function upload(file: Blob): Promise<string> {
  return counted(async () => {
    const { file: handle } = await engine.call("begin_import", { size: file.size });
    for (let start = 0; start < file.size; start += PART_BYTES) {
      const part = await file.slice(start, start + PART_BYTES).arrayBuffer();
      await engine.call("add_import_part", { file: handle, data: toBase64(new Uint8Array(part)) });
      transfer.value = { done: Math.min(start + PART_BYTES, file.size), total: file.size };
    }
    return handle;
  });
}

/** What the file would change, or null for an archive that needs its passphrase. */
export function previewImport(file: string, passphrase?: string): Promise<ImportPreview | null> {
  const given = passphrase === undefined ? {} : { passphrase };
  return counted(async () => {
    try {
      return await engine.call("preview_import", { file, ...given });
    } catch (error) {
      if (problemOf(error).code === "PASSPHRASE_NEEDED") return null;
      throw error;
    }
  });
}

/** Imports the chosen goals, opens the first of them, and forgets the file. */
export function importGoals(file: string, chosen: string[]): Promise<number> {
  return counted(async () => {
    const answer = await engine.call("apply_import", { file, vaults: chosen });
    await engine.call("end_import", { file });
    applyState(answer);
    const [first] = answer.taken;
    if (first) await selectVault(first);
    await loadStatus();
    return answer.taken.length;
  });
}

function applyState(state: DeviceState): void {
  batch(() => {
    showVaults(state.vaults);
    sync.value = state.status;
  });
}

async function applyDeviceState(state: DeviceState): Promise<void> {
  applyState(state);
  await loadStatus();
}

export async function deleteVault(
  vault: string,
  where: Where,
  way: WayShown | null,
): Promise<void> {
  await applyDeviceState(await engine.call("delete_vault", { vault, where, ...way }));
}

export async function reattachVault(vault: string): Promise<void> {
  await applyDeviceState(await engine.call("reattach_vault", { vault }));
}

export async function keepVaultHere(vault: string): Promise<void> {
  await applyDeviceState(await engine.call("keep_vault_here", { vault }));
}

export async function republishVault(vault: string): Promise<void> {
  await applyDeviceState(await engine.call("republish_vault", { vault }));
}

const AFTER_REMOVAL = "PUSH_AFTER_REVOCATION";
/** What stops a goal until its person goes on with a new one. */
const STOPS: ReadonlySet<string> = new Set(STOPPING);

/** The goals that commits of a device have stopped. */
export function stoppedGoals(): { vault: string; ofRemoved: boolean }[] {
  return sync.value.vaults
    .filter((it) => it.error && STOPS.has(it.error.code))
    .map((it) => ({ vault: it.vault, ofRemoved: it.error?.code === AFTER_REMOVAL }));
}

export async function continueVault(vault: string, withSurplus: boolean): Promise<void> {
  await applyDeviceState(await engine.call("continue_vault", { vault, with_surplus: withSurplus }));
}

export async function deleteAccount(way: WayShown): Promise<void> {
  const state = await engine.call("delete_account", { ...way });
  account.value = null;
  await applyDeviceState(state);
}

/** Creates the account again on a server that has forgotten it. The call agrees to the restored database. */
export async function recoverAccount(password: string): Promise<void> {
  await applyDeviceState(await engine.call("recover_account", { password }));
}

export async function leaveAccount(): Promise<void> {
  const state = await engine.call("leave_account");
  account.value = null;
  await applyDeviceState(state);
}

/** Shows a refusal in place of the page, because the worker has ended by then. */
export async function erase(signedIn: boolean): Promise<void> {
  erasing.value = "running";
  try {
    await eraseDevice(signedIn, () => {
      erasing.value = "held";
    });
  } catch (error) {
    bootFailed(error);
    erasing.value = null;
  }
}

export async function dismissBackup(): Promise<void> {
  await engine.call("dismiss_backup");
  await loadStatus();
}
