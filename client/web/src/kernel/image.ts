/**
 * An image of Python's memory just after its start, made and kept on this device.
 *
 * Starting from it saves half a second: all that the application imports is in it. It is an accelerator only: Pyodide
 * calls it experimental, so an image that does not work is thrown away and the start goes the long way.
 */

const CACHE_NAME = "autus-python-image";
const MAKE_TIMEOUT_MS = 60_000;
/** Another version of the browser may lay WebAssembly's table out in another way. */
const imageUrl = () => `/python-image/${__BUILD_ID__}?${encodeURIComponent(navigator.userAgent)}`;

/** The image of this build, still to be read, or null. */
export async function findImage(): Promise<Response | null> {
  try {
    return (await (await caches.open(CACHE_NAME)).match(imageUrl())) ?? null;
  } catch {
    return null;
  }
}

/** Keep an image of this build in place of all others. */
export async function keepImage(image: Uint8Array<ArrayBuffer>): Promise<void> {
  await dropImages();
  await (await caches.open(CACHE_NAME)).put(imageUrl(), new Response(image));
}

export async function dropImages(): Promise<void> {
  await caches.delete(CACHE_NAME).catch(() => false);
}

/** Have an image made in a worker of its own, for the next start, unless there is one. */
export async function makeImageInBackground(): Promise<void> {
  if ((await findImage()) !== null) return;
  const worker = new Worker(new URL("./image-worker.ts", import.meta.url), {
    type: "module",
    name: "autus-python-image",
  });
  // Pyodide waits for ever where its WebAssembly cannot be had. A worker that is done has ended itself.
  self.setTimeout(() => worker.terminate(), MAKE_TIMEOUT_MS);
  worker.addEventListener("error", (event) => {
    // Else it goes on to this worker and to the page, which would take the engine for lost.
    event.preventDefault();
    worker.terminate();
    console.warn("No image of Python's memory was made.", event.message);
  });
}
