/**
 * The runtime snapshot: the memory of Python just after its start, saved on this device.
 *
 * A start from it saves half a second, because all imports of the application are in it. Pyodide calls this
 * experimental, so a start that fails drops the snapshot and goes the long way.
 */

import { sha256 } from "../platform/whole-files";

const HASH_HEADER = "Autus-SHA-256";
const CACHE_NAME = "autus-python-image";
/** Another version of the browser may lay out WebAssembly's table in another way. */
const snapshotUrl = () =>
  `/python-image/${__BUILD_ID__}?${encodeURIComponent(navigator.userAgent)}`;

/** The snapshot of this build, not yet read, or null. */
export async function findRuntimeSnapshot(): Promise<Response | null> {
  try {
    return (await (await caches.open(CACHE_NAME)).match(snapshotUrl())) ?? null;
  } catch {
    return null;
  }
}

/** Saves the snapshot of this build in place of all others. */
export async function keepRuntimeSnapshot(snapshot: Uint8Array<ArrayBuffer>): Promise<void> {
  await dropRuntimeSnapshots();
  const headers = { [HASH_HEADER]: await sha256(snapshot.buffer) };
  await (await caches.open(CACHE_NAME)).put(snapshotUrl(), new Response(snapshot, { headers }));
}

/** The bytes of the snapshot. Rejects if they are not the ones that were saved: Python would run on a damaged memory. */
export async function readRuntimeSnapshot(kept: Response): Promise<ArrayBuffer> {
  const snapshot = await kept.arrayBuffer();
  if ((await sha256(snapshot)) !== kept.headers.get(HASH_HEADER))
    throw new Error("The runtime snapshot is damaged.");
  return snapshot;
}

export async function dropRuntimeSnapshots(): Promise<void> {
  await caches.delete(CACHE_NAME).catch(() => false);
}
