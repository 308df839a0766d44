/** Starts Python from what `scripts/build-python.mjs` packed, in a browser or under Node. */

import { decode } from "@msgpack/msgpack";
import { loadPyodide, type PyodideAPI } from "pyodide";

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

/** How the start deals with the image of memory that `image.ts` tells of. */
export interface ImageUse {
  /** Start from this one. */
  from?: Promise<ArrayBuffer>;
  /** Start so that one can be made. */
  toMake?: boolean;
}

const APP_ARCHIVE = "/app.zip";

type FileSystem = PyodideAPI["FS"];

function install(fs: FileSystem, folder: string, files: Record<string, Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    fs.writeFile(path, content);
  }
}

export function startPython(parts: PythonParts, image: ImageUse = {}): Promise<PyodideAPI> {
  return loadPyodide({
    ...(image.from === undefined ? {} : { _loadSnapshot: image.from }),
    ...(image.toMake === true ? { _makeSnapshot: true } : {}),
    indexURL: parts.runtime,
    stdLibURL: parts.stdlib,
    // Nothing is ever installed from elsewhere: an empty lock file, so that none is asked for.
    lockFileContents: JSON.stringify({ info: parts.lockInfo, packages: {} }),
    packageBaseUrl: parts.runtime,
    env: { PYTHONPATH: APP_ARCHIVE, PYTHONDONTWRITEBYTECODE: "1" },
    fsInit: async (given, { sitePackages }) => {
      const fs = given as FileSystem;
      fs.writeFile(APP_ARCHIVE, await parts.app);
      install(fs, sitePackages, decode(await parts.site) as Record<string, Uint8Array>);
    },
  });
}
