/** Starts Python once more, beside the engine, to make the image that the next start begins with. */

import { keepImage } from "./image";
import { startPython } from "./python";
import { servedParts } from "./python-parts";

async function make(): Promise<void> {
  const python = await startPython(servedParts(), { toMake: true });
  for (const name of __PYTHON_ASSETS__.imported) python.pyimport(name).destroy();
  await keepImage(python.makeMemorySnapshot() as Uint8Array<ArrayBuffer>);
}

make()
  .catch((error: unknown) => console.warn("No image of Python's memory was made.", error))
  .finally(() => self.close());
