/** Starts Python once more, beside the engine, and saves its runtime snapshot for the next start. */

import { runtimeSnapshotOf } from "./python";
import { startServedPython } from "./python-parts";
import { keepRuntimeSnapshot } from "./runtime-snapshot";

async function make(): Promise<void> {
  const python = await startServedPython({ toMake: true });
  await keepRuntimeSnapshot(runtimeSnapshotOf(python, __PYTHON_ASSETS__.imported));
}

make()
  .catch((error: unknown) => console.warn("No runtime snapshot was made.", error))
  .finally(() => self.close());
