/** Starts Python once more, beside the engine, to make the image that the next start begins with. */

import { keepImage } from "./image";
import { imageOf, startPython } from "./python";
import { servedParts } from "./python-parts";

async function make(): Promise<void> {
  const python = await startPython(servedParts(), { toMake: true });
  await keepImage(imageOf(python, __PYTHON_ASSETS__.imported));
}

make()
  .catch((error: unknown) => console.warn("No image of Python's memory was made.", error))
  .finally(() => self.close());
