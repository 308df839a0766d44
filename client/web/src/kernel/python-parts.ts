/** Python from the parts of this build that the server has. Each part is checked before it is used. */

import type { PyodideAPI } from "pyodide";
import {
  type AppFile,
  ensureWhole,
  forEachFile,
  keptFile,
  NotWhole,
  type Watch,
  wholeFile,
} from "../platform/whole-files";
import { type SnapshotUse, startPython } from "./python";

const assetUrl = (path: string) => new URL(path, self.location.origin).href;

/** Gets how many bytes of the parts the network has brought, and how many it brings in all, both as compressed. */
export type OnBytes = (done: number, total: number) => void;

/** Bytes are told no more often than this. */
const BYTES_EVERY_MS = 100;

/** Adds up what arrives of all parts. The file lengths are those after decompression. */
function countBytes(onBytes: OnBytes): (path: string) => (bytes: number) => void {
  const { runtimeFiles, stdlib, app, site, wireBytes } = __PYTHON_ASSETS__;
  const all = [...runtimeFiles, stdlib, app, site].reduce((sum, [, , bytes]) => sum + bytes, 0);
  const arrived = new Map<string, number>();
  let told = 0;
  return (path) => (bytes) => {
    arrived.set(path, bytes);
    const done = [...arrived.values()].reduce((sum, each) => sum + each, 0);
    const now = performance.now();
    if (done < all && now - told < BYTES_EVERY_MS) return;
    told = now;
    onBytes(Math.round((done / all) * wireBytes), wireBytes);
  };
}

/** A part that the service worker has checked and kept, or one that is checked now. */
async function fetchPart(file: AppFile, watch: Watch): Promise<Response> {
  const [path] = file;
  return (await keptFile(path)) ? fetch(path) : wholeFile(file, watch);
}

/**
 * Compiles WebAssembly while its bytes arrive: `answered` gets the copies of its answers. It runs only after the whole file
 * has passed its check. Call `restore` once Python has started.
 */
function compileEarly(): { answered: (copy: Response) => void; restore: () => void } {
  const original = WebAssembly.instantiateStreaming;
  let compiled: Promise<WebAssembly.Module> | null = null;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    // The answer comes when it has been checked, and the copy of the answer that passed is the latest.
    const checked = await source;
    const module = await compiled?.catch(() => null);
    if (!module) return original(checked, imports);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return {
    answered: (copy) => {
      compiled = WebAssembly.compileStreaming(copy);
      // Without it the file is compiled when it is there.
      compiled.catch(() => undefined);
    },
    restore: () => {
      WebAssembly.instantiateStreaming = original;
    },
  };
}

async function bytesOf(part: Promise<Response>): Promise<Uint8Array> {
  return new Uint8Array(await (await part).arrayBuffer());
}

/** Answers requests for these addresses with these parts: Pyodide requests them by itself. Returns what ends this. */
function answerFetches(parts: Map<string, Promise<Response>>): () => void {
  const original = self.fetch;
  self.fetch = (input, init) => parts.get(String(input)) ?? original(input, init);
  return () => {
    self.fetch = original;
  };
}

/** Starts Python. Rejects with `NotWhole` if one of its parts does not arrive whole. */
export async function startServedPython(
  snapshot: SnapshotUse = {},
  onBytes: OnBytes = () => {},
): Promise<PyodideAPI> {
  const { runtime, runtimeFiles, stdlib, app, site, lockInfo } = __PYTHON_ASSETS__;
  const isModule = ([path]: AppFile) => path.endsWith(".mjs");
  // A module can only be imported by its address, so it is checked where the import finds it.
  const arrivedOf = countBytes(onBytes);
  const modules = forEachFile(runtimeFiles.filter(isModule), (file) =>
    ensureWhole(file, { arrived: arrivedOf(file[0]) }),
  );
  const fetched = [...runtimeFiles.filter((file) => !isModule(file)), stdlib, app, site];
  const early = compileEarly();
  const watchOf = ([path]: AppFile): Watch => ({
    arrived: arrivedOf(path),
    ...(path.endsWith(".wasm") ? { answered: early.answered } : {}),
  });
  const parts = new Map(fetched.map((file) => [assetUrl(file[0]), fetchPart(file, watchOf(file))]));
  const all = Promise.all([modules, ...parts.values()]);
  const failed = new Promise<never>((_, reject) => void all.catch(reject));
  const given = (file: AppFile) =>
    bytesOf(parts.get(assetUrl(file[0])) ?? Promise.reject(new NotWhole(file[0], "no such part")));
  const stop = answerFetches(parts);
  try {
    await modules;
    const start = startPython(
      {
        runtime: assetUrl(`/${runtime}`),
        stdlib: assetUrl(stdlib[0]),
        app: given(app),
        site: given(site),
        lockInfo,
      },
      snapshot,
    );
    return await Promise.race([start, failed]);
  } finally {
    early.restore();
    stop();
  }
}

/** Checks every part where it is kept, and fetches the damaged ones. Resolves with whether there were any. */
export async function mendParts(): Promise<boolean> {
  const { runtimeFiles, stdlib, app, site } = __PYTHON_ASSETS__;
  let mended = false;
  const watch = {
    mended: () => {
      mended = true;
    },
  };
  await forEachFile([...runtimeFiles, stdlib, app, site], (file) => wholeFile(file, watch));
  return mended;
}
