/** The late half of the door: a person's data as a whole. Only pages that are loaded late import it. */

import { deleteDB } from "idb";
import { api } from "./api";
import { DATABASE_NAME } from "./host/database";
import type { SyncStatus, VaultSummary } from "./types";

export interface ExportedPage {
  head: string;
  total: number;
}
export interface JsonPage extends ExportedPage {
  goal?: Record<string, unknown>;
  commits: unknown[];
}
export interface CsvPage extends ExportedPage {
  text: string;
}

export type ImportStatus = "new" | "same" | "older" | "more" | "diverged" | "copy" | "refused";

/** A goal of a file, and what taking it in would change. */
export interface ImportGoal {
  vault: string;
  name: string;
  demo: boolean;
  commits: number;
  first_ms: number;
  last_ms: number;
  here: number;
  more: number;
  status: ImportStatus;
  code: string | null;
}
export interface ImportPreview {
  kind: "archive" | "json";
  created_ms: number | null;
  goals: ImportGoal[];
}

export interface BackupState {
  vault: string;
  only_here: number;
  archived_ms: number | null;
  since_archive: number;
  due: boolean;
}
export interface DataStatus {
  backups: BackupState[];
  /** Goals of the account that were taken from this device alone. */
  detached: { vault: string; name: string }[];
  /** Goals that are here and were deleted on the server. */
  deleted_on_server: string[];
}

export interface Standing {
  vaults: VaultSummary[];
  active: string | null;
  status: SyncStatus;
}
export type Where = "device" | "server" | "both";

type OfVault = { vault: string };
/** `head` holds further pages to the history that the first one was of. */
export type ExportRequest = OfVault & { after: number; limit: number; head?: string };

const bind =
  <Input extends object, Answer>(method: Parameters<typeof api.call>[0]) =>
  (input: Input): Promise<Answer> =>
    api.call<Answer>(method, input);

export const data = {
  exportJson: bind<ExportRequest, JsonPage>("export_json"),
  exportCsv: bind<ExportRequest, CsvPage>("export_csv"),
  archiveBegin: bind<{ vaults: string[]; passphrase: string }, { archive: string; total: number }>(
    "begin_archive",
  ),
  archiveNext: bind<
    { archive: string },
    { data: string; done: number; total: number; last: boolean }
  >("next_archive_part"),
  importBegin: bind<{ size: number }, { file: string }>("begin_import"),
  importPart: bind<{ file: string; data: string }, { arrived: number }>("add_import_part"),
  importPreview: bind<{ file: string; passphrase?: string }, ImportPreview>("preview_import"),
  importApply: bind<{ file: string; vaults: string[] }, Standing & { taken: string[] }>(
    "apply_import",
  ),
  importEnd: bind<{ file: string }, object>("end_import"),
  status: bind<object, DataStatus>("data_status"),
  dismissBackup: bind<object, object>("dismiss_backup"),
  deleteVault: bind<OfVault & { where: Where; password?: string }, Standing>("delete_vault"),
  callBack: bind<OfVault, Standing>("reattach_vault"),
  publishAgain: bind<OfVault, Standing & OfVault>("republish_vault"),
  deleteAccount: bind<{ password: string }, Standing>("delete_account"),
  leaveAccount: bind<object, Standing>("leave_account"),
  recreateAccount: bind<{ password: string }, Standing>("recreate_account"),
};

const LOG_OUT_WAIT_MS = 5_000;
const HELD_AFTER_MS = 3_000;

/**
 * Everything of this site in this browser, then the page from its beginning. The server and other devices keep theirs.
 *
 * `onHeld`: a tab does not let go of the database. Erasing goes on once that tab is closed.
 */
export async function eraseDevice(signedIn: boolean, onHeld: () => void): Promise<void> {
  if (signedIn) {
    // Without a network the session ends by itself; what is here goes all the same.
    const waited = new Promise((resolve) => setTimeout(resolve, LOG_OUT_WAIT_MS));
    await Promise.race([api.logout().catch(() => undefined), waited]);
  }
  // The workers of all tabs end when they hear of this. One that is suspended hears nothing: then nothing is told either.
  const held = setTimeout(onHeld, HELD_AFTER_MS);
  try {
    await deleteDB(DATABASE_NAME, { blocked: onHeld });
  } finally {
    clearTimeout(held);
  }
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? [])
    await worker.unregister();
  localStorage.clear();
  location.replace("/");
}

const PART = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += PART)
    text += String.fromCharCode(...bytes.subarray(start, start + PART));
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
