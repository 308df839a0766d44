/** The very Python that browsers get, under Node. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PyodideAPI } from "pyodide";
import { runtimeSnapshotOf, type SnapshotUse, startPython } from "../src/kernel/python";

const built = join(import.meta.dirname, "..", "node_modules", ".cache", "autus-python");

const bytes = async (path: string) => new Uint8Array(await readFile(join(built, path)));

async function builtAssets(): Promise<typeof __PYTHON_ASSETS__> {
  return JSON.parse(await readFile(join(built, "manifest.json"), "utf8")).assets;
}

export async function bootPackagedPython(snapshot: SnapshotUse = {}): Promise<PyodideAPI> {
  const assets = await builtAssets();
  const parts = {
    runtime: join(built, assets.runtime),
    stdlib: join(built, assets.stdlib[0]),
    app: bytes(assets.app[0]),
    site: bytes(assets.site[0]),
    lockInfo: assets.lockInfo,
  };
  try {
    return await startPython(parts, snapshot);
  } catch (error) {
    // The stack of an error from inside Pyodide quotes a line that is a megabyte long.
    throw new Error(error instanceof Error ? error.message : String(error));
  }
}

/** What `src/kernel/runtime-snapshot-worker.ts` does. */
export async function makeSnapshot(): Promise<ArrayBuffer> {
  const python = await bootPackagedPython({ toMake: true });
  return runtimeSnapshotOf(python, (await builtAssets()).imported).buffer;
}
