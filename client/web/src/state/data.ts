/** Taking data out and in, and deleting it: the actions behind the data page. */
import { batch, signal } from "@preact/signals";
import {
  type DataStatus,
  data,
  type ExportedPage,
  type ExportRequest,
  eraseDevice,
  fromBase64,
  type ImportPreview,
  type Standing,
  toBase64,
  type Where,
} from "../kernel/data";
import type { VaultSummary } from "../model/engine";
import { fileName } from "../model/file-name";
import { saveFile } from "../platform/save-file";
import { account, bootFailed, erasing, selectVault, sync, vaults } from "./app";

export type { ImportGoal, ImportPreview, ImportStatus } from "../kernel/data";

const EXPORT_ROWS = 250;
const PART_BYTES = 1024 * 1024;
const ARCHIVE_START = "autus-archive/";

export const status = signal<DataStatus | null>(null);
/** What is going on, and how far it is; null while nothing is. */
export const transfer = signal<{ done: number; total: number } | null>(null);

export async function loadStatus(): Promise<void> {
  status.value = await data.status({});
}

async function counted<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  transfer.value = { done: 0, total: 0 };
  try {
    return await work();
  } finally {
    transfer.value = null;
  }
}

/** Every page of a goal up to the head that the first one names, telling how far it is. */
async function* pagesOf<Page extends ExportedPage>(
  vault: string,
  ask: (page: ExportRequest) => Promise<Page>,
): AsyncGenerator<Page> {
  let head: string | undefined;
  let after = 0;
  for (let total = 1; after < total; after += EXPORT_ROWS) {
    const at = head === undefined ? {} : { head };
    const page = await ask({ vault, after, limit: EXPORT_ROWS, ...at });
    yield page;
    ({ head, total } = page);
    transfer.value = { done: Math.min(after + EXPORT_ROWS, total), total };
  }
}

export function exportJson(goal: VaultSummary): Promise<void> {
  return counted(async () => {
    const parts: string[] = [];
    for await (const page of pagesOf(goal.vault, data.exportJson)) {
      if (page.goal) parts.push(`${JSON.stringify(page.goal).slice(0, -1)},"commits":[`);
      else parts.push(",");
      parts.push(page.commits.map((commit) => JSON.stringify(commit)).join(","));
    }
    parts.push("]}");
    saveFile(fileName(goal.name, "json", new Date()), "application/json", parts);
  });
}

export function exportCsv(goal: VaultSummary): Promise<void> {
  return counted(async () => {
    // Spreadsheets take a file without the mark for one of an older encoding.
    const parts: string[] = ["\ufeff"];
    for await (const page of pagesOf(goal.vault, data.exportCsv)) parts.push(page.text);
    saveFile(fileName(goal.name, "csv", new Date()), "text/csv;charset=utf-8", parts);
  });
}

export function exportArchive(goals: VaultSummary[], passphrase: string): Promise<void> {
  return counted(async () => {
    const ids = goals.map((goal) => goal.vault);
    const { archive } = await data.archiveBegin({ vaults: ids, passphrase });
    const parts: BlobPart[] = [];
    for (let last = false; !last; ) {
      const part = await data.archiveNext({ archive });
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

export async function isArchive(file: Blob): Promise<boolean> {
  return (await file.slice(0, ARCHIVE_START.length).text()) === ARCHIVE_START;
}

/** Hands the file to the engine; answers its handle there. */
export function upload(file: Blob): Promise<string> {
  return counted(async () => {
    const { file: handle } = await data.importBegin({ size: file.size });
    for (let start = 0; start < file.size; start += PART_BYTES) {
      const part = await file.slice(start, start + PART_BYTES).arrayBuffer();
      await data.importPart({ file: handle, data: toBase64(new Uint8Array(part)) });
      transfer.value = { done: Math.min(start + PART_BYTES, file.size), total: file.size };
    }
    return handle;
  });
}

export function previewImport(file: string, passphrase?: string): Promise<ImportPreview> {
  const given = passphrase === undefined ? {} : { passphrase };
  return counted(() => data.importPreview({ file, ...given }));
}

/** Takes the goals in, opens the first of them, and lets go of the file. */
export function takeIn(file: string, chosen: string[]): Promise<number> {
  return counted(async () => {
    const answer = await data.importApply({ file, vaults: chosen });
    await data.importEnd({ file });
    stand(answer);
    const [first] = answer.taken;
    if (first) await selectVault(first);
    await loadStatus();
    return answer.taken.length;
  });
}

function stand(standing: Standing): void {
  batch(() => {
    vaults.value = standing.vaults;
    sync.value = standing.status;
  });
}

async function after(standing: Standing): Promise<void> {
  stand(standing);
  await loadStatus();
}

export async function deleteVault(vault: string, where: Where, password: string): Promise<void> {
  await after(await data.deleteVault({ vault, where, ...(password ? { password } : {}) }));
}

export async function callBack(vault: string): Promise<void> {
  await after(await data.callBack({ vault }));
}

export async function publishAgain(vault: string): Promise<void> {
  await after(await data.publishAgain({ vault }));
}

export async function deleteAccount(password: string): Promise<void> {
  const standing = await data.deleteAccount({ password });
  account.value = null;
  await after(standing);
}

/** On a server that has forgotten it; asking for it is agreeing to the restored database. */
export async function recreateAccount(password: string): Promise<void> {
  await after(await data.recreateAccount({ password }));
}

export async function leaveAccount(): Promise<void> {
  const standing = await data.leaveAccount({});
  account.value = null;
  await after(standing);
}

/** What it is refused for is told in place of the page: its worker has ended by then. */
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
  await data.dismissBackup({});
  await loadStatus();
}
