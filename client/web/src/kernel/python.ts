/** Starts the Python that `scripts/build-python.mjs` packed, in a browser or under Node. */

import { decode } from "@msgpack/msgpack";
import { loadPyodide, type PyodideAPI, type PyodideConfig } from "pyodide";

export interface PythonParts {
  /** URL of the folder of Pyodide's own WebAssembly and glue. */
  runtime: string;
  /** URL of the standard library. */
  stdlib: string;
  /** The application: an archive of byte code. */
  app: Promise<Uint8Array>;
  /** Site-packages: MessagePack of file name -> content. */
  site: Promise<Uint8Array>;
  /** The `info` of Pyodide's lock file, which it checks against itself. */
  lockInfo: Record<string, string>;
}

/** What a start does with a runtime snapshot (`runtime-snapshot.ts`). */
export interface SnapshotUse {
  /** The snapshot to start from. */
  from?: Promise<ArrayBuffer>;
  /** Start so that a snapshot can be made. */
  toMake?: boolean;
}

const APP_ARCHIVE = "/app.zip";
const APP_MODULE = "autus_web.bridge";
const PAGE_BYTES = 4096;
/** The heap with which Pyodide starts, and a page for the header of the snapshot. */
const SNAPSHOT_BYTES_MAX = 30 * 1024 * 1024 + PAGE_BYTES;

type FileSystem = PyodideAPI["FS"];
type Files = Record<string, Uint8Array>;

/** The used parts of Emscripten's module. Pyodide's types have none of them. */
interface Linking {
  API: { sitePackages: string };
  addRunDependency(id: string): void;
  removeRunDependency(id: string): void;
  loadWebAssemblyModule(binary: Uint8Array, flags: object, name: string, scope: object): object;
  LDSO: { loadedLibsByName: Record<string, object> };
}
interface Settings {
  preRun: ((module: Linking) => void)[];
}

function install(fs: FileSystem, folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    fs.writeFile(path, content);
  }
}

/**
 * Links the libraries of site-packages before Python itself runs. A later import finds them.
 *
 * A snapshot holds their memory and the indices of their functions in WebAssembly's table. Both stay the same only if
 * every start links the libraries at the same moment: here, when it makes a snapshot and when it uses one.
 */
async function linkLibraries(module: Linking, site: Promise<Files>): Promise<void> {
  module.addRunDependency("libraries");
  const flags = { loadAsync: true, nodelete: true };
  for (const [name, content] of Object.entries(await site)) {
    if (!name.endsWith(".so")) continue;
    const path = `${module.API.sitePackages}/${name}`;
    const exports = await module.loadWebAssemblyModule(content, flags, path, {});
    module.LDSO.loadedLibsByName[path] = { refcount: Infinity, name: path, exports, global: false };
  }
  module.removeRunDependency("libraries");
}

/** Makes Pyodide's module as Pyodide does, and links the libraries of site-packages. */
async function makeLinked(
  parts: PythonParts,
  site: Promise<Files>,
  settings: Settings,
): Promise<unknown> {
  const { default: make } = await import(/* @vite-ignore */ `${parts.runtime}pyodide.asm.mjs`);
  return new Promise((resolve, reject) => {
    settings.preRun.push((module) => void linkLibraries(module, site).catch(reject));
    make(settings).then(resolve, reject);
  });
}

export function startPython(parts: PythonParts, snapshot: SnapshotUse = {}): Promise<PyodideAPI> {
  const site = parts.site.then((bytes) => decode(bytes) as Files);
  const linked = {
    createPyodideModule: (settings: Settings) => makeLinked(parts, site, settings),
  } as unknown as Pick<PyodideConfig, "createPyodideModule">;
  return loadPyodide({
    ...(snapshot.from === undefined ? {} : { ...linked, _loadSnapshot: snapshot.from }),
    ...(snapshot.toMake === true ? { ...linked, _makeSnapshot: true } : {}),
    indexURL: parts.runtime,
    stdLibURL: parts.stdlib,
    // Nothing is installed later. With an empty lock file Pyodide does not ask for one.
    lockFileContents: JSON.stringify({ info: parts.lockInfo, packages: {} }),
    packageBaseUrl: parts.runtime,
    env: { PYTHONPATH: APP_ARCHIVE, PYTHONDONTWRITEBYTECODE: "1" },
    fsInit: async (given, { sitePackages }) => {
      const fs = given as FileSystem;
      fs.writeFile(APP_ARCHIVE, await parts.app);
      install(fs, sitePackages, await site);
    },
  });
}

/** The snapshot of a Python that was started `toMake` it, with all imports of the application. Unused memory at its end is cut. */
export function runtimeSnapshotOf(python: PyodideAPI, modules: string[]): Uint8Array<ArrayBuffer> {
  for (const name of [...modules, APP_MODULE]) python.pyimport(name).destroy();
  const whole = python.makeMemorySnapshot() as Uint8Array<ArrayBuffer>;
  if (whole.length > SNAPSHOT_BYTES_MAX)
    throw new Error("The heap has grown too large for a snapshot.");
  let end = whole.length;
  while (end > PAGE_BYTES && whole.subarray(end - PAGE_BYTES, end).every((byte) => byte === 0))
    end -= PAGE_BYTES;
  return whole.slice(0, end);
}
