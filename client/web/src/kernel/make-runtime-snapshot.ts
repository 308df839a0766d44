/** Starts the worker that makes the runtime snapshot for the next start. */

import { scriptUrl } from "../platform/script-urls";
import { findRuntimeSnapshot } from "./runtime-snapshot";
import workerPath from "./runtime-snapshot-worker.ts?worker&url";

const MAKE_TIMEOUT_MS = 60_000;

/** Makes the snapshot for the next start in a worker of its own, unless there is one. */
export async function makeRuntimeSnapshot(): Promise<void> {
  if ((await findRuntimeSnapshot()) !== null) return;
  const worker = new Worker(scriptUrl(workerPath), {
    type: "module",
    name: "autus-python-image",
  });
  // Pyodide waits for ever if WebAssembly does not load. A worker that is done ends itself.
  self.setTimeout(() => worker.terminate(), MAKE_TIMEOUT_MS);
  worker.addEventListener("error", (event) => {
    // Otherwise the error reaches this worker and the page, which would think the engine lost.
    event.preventDefault();
    worker.terminate();
    console.warn("No runtime snapshot was made.", event.message);
  });
}
