// Runs Binaryen's optimizer on a WebAssembly module.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const program = join(import.meta.dirname, "..", "node_modules", "binaryen", "bin", "wasm-opt");
/** What Pyodide's WebAssembly uses. */
const FEATURES = [
  "bulk-memory",
  "exception-handling",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
].map((feature) => `--enable-${feature}`);

/** The module without functions, imports and globals that its exports, its start and its table do not reach. */
export async function withoutUnreached(wasm) {
  const folder = await mkdtemp(join(tmpdir(), "autus-wasm-"));
  try {
    const [from, to] = [join(folder, "from.wasm"), join(folder, "to.wasm")];
    await writeFile(from, wasm);
    const passes = ["--remove-unused-module-elements"];
    await run(process.execPath, [program, ...FEATURES, ...passes, from, "-o", to]);
    return await readFile(to);
  } finally {
    await rm(folder, { recursive: true });
  }
}
