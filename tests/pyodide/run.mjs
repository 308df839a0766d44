// Runs the tests of shared/ with pytest in Pyodide under Node: `node tests/pyodide/run.mjs WHEELS [PYTEST ARGUMENTS]`.
//
// It is the stock Pyodide with its whole standard library: pytest imports more than the client packs. WHEELS is the
// folder of the wheels that it installs.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPyodide } from "../../client/web/node_modules/pyodide/pyodide.mjs";

const PROJECT = join(import.meta.dirname, "..", "..");
const ENVIRONMENT = {
  AUTUS_FUZZ: process.env.AUTUS_FUZZ ?? "20",
  HYPOTHESIS_PROFILE: "brief",
  HYPOTHESIS_STORAGE_DIRECTORY: "/home/pyodide/.hypothesis",
  PYTHONDONTWRITEBYTECODE: "1",
};

/** Returns the exit code of pytest. */
async function run([wheels, ...given]) {
  const python = await loadPyodide({ env: ENVIRONMENT });
  for (const name of await readdir(wheels)) {
    if (!name.endsWith(".whl")) continue;
    const wheel = new Uint8Array(await readFile(join(wheels, name)));
    python.unpackArchive(wheel, "wheel", { extractDir: "/wheels" });
  }
  python.FS.mkdir("/project");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: PROJECT }, "/project");
  python.FS.chdir("/project");
  python.runPython("import sys; sys.path[:0] = ['/project', '/wheels']");
  return python.pyimport("tests.pyodide.session").main(python.toPy(given));
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // The stack quotes a line of Pyodide that is a megabyte long.
  console.error(error.message);
  process.exitCode = 1;
}
