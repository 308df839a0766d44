/** Python from the parts of this build that the server has. Each part is checked before it is used. */

import type { PyodideAPI } from "pyodide";
import {
  type AppFile,
  ensureWhole,
  forEachFile,
  keptFile,
  NotWhole,
  wholeFile,
} from "../platform/whole-files";
import { type SnapshotUse, startPython } from "./python";

const assetUrl = (path: string) => new URL(path, self.location.origin).href;

/** A part that the service worker has checked and kept, or one that is checked now. */
async function fetchPart(file: AppFile): Promise<Response> {
  const [path] = file;
  return (await keptFile(path)) ? fetch(path) : wholeFile(file);
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
export async function startServedPython(snapshot: SnapshotUse = {}): Promise<PyodideAPI> {
  const { runtime, runtimeFiles, stdlib, app, site, lockInfo } = __PYTHON_ASSETS__;
  const isModule = ([path]: AppFile) => path.endsWith(".mjs");
  // A module can only be imported by its address, so it is checked where the import finds it.
  const modules = forEachFile(runtimeFiles.filter(isModule), ensureWhole);
  const fetched = [...runtimeFiles.filter((file) => !isModule(file)), stdlib, app, site];
  const parts = new Map(fetched.map((file) => [assetUrl(file[0]), fetchPart(file)]));
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
    stop();
  }
}

/** Checks every part where it is kept, and fetches the damaged ones. Resolves with whether there were any. */
export async function mendParts(): Promise<boolean> {
  const { runtimeFiles, stdlib, app, site } = __PYTHON_ASSETS__;
  let mended = false;
  const note = () => {
    mended = true;
  };
  await forEachFile([...runtimeFiles, stdlib, app, site], (file) => wholeFile(file, note));
  return mended;
}
