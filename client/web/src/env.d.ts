/** Put in by the build (`vite.config.ts`). */

/** Where the parts of Python are, below the root of the site. */
declare const __PYTHON_ASSETS__: {
  runtime: string;
  stdlib: string;
  app: string;
  site: string;
  lockInfo: Record<string, string>;
};

/** Tells one build from another. */
declare const __BUILD_ID__: string;
