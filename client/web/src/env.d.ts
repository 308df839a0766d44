/// <reference types="vite/client" />
/** Put in by the build (`vite.config.ts`). */

/** The parts of Python, as files of the app (`platform/whole-files.ts`). */
declare const __PYTHON_ASSETS__: {
  /** The folder of `runtimeFiles`, below the root of the site. */
  runtime: string;
  runtimeFiles: (readonly [path: string, sha256: string, bytes: number])[];
  stdlib: readonly [path: string, sha256: string, bytes: number];
  app: readonly [path: string, sha256: string, bytes: number];
  site: readonly [path: string, sha256: string, bytes: number];
  /** The length of all of these as the server sends them, compressed. */
  wireBytes: number;
  /** The `info` of Pyodide's lock file. */
  lockInfo: Record<string, string>;
  /** The modules of the standard library that the application imports. */
  imported: string[];
};

/** Tells one build from another. */
declare const __BUILD_ID__: string;
