/** Put in by the build (`vite.config.ts`). */

/** Where the parts of Python are, below the root of the site. */
declare const __PYTHON_ASSETS__: {
  runtime: string;
  stdlib: string;
  app: string;
  site: string;
  /** The `info` of Pyodide's lock file. */
  lockInfo: Record<string, string>;
  /** The modules of the standard library that the application imports. */
  imported: string[];
};

/** Tells one build from another. */
declare const __BUILD_ID__: string;
