/** The very Python that browsers get, under Node. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PyodideAPI } from "pyodide";
import { startPython } from "../src/kernel/python";

const built = join(import.meta.dirname, "..", "node_modules", ".cache", "autus-python");

const bytes = async (path: string) => new Uint8Array(await readFile(join(built, path)));

export async function bootPackagedPython(): Promise<PyodideAPI> {
  const { assets } = JSON.parse(await readFile(join(built, "manifest.json"), "utf8"));
  try {
    return await startPython({
      runtime: join(built, assets.runtime),
      stdlib: join(built, assets.stdlib),
      app: bytes(assets.app),
      site: bytes(assets.site),
      lockInfo: assets.lockInfo,
    });
  } catch (error) {
    // The stack of an error from inside Pyodide quotes a line that is a megabyte long.
    throw new Error(error instanceof Error ? error.message : String(error));
  }
}
