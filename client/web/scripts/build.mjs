// Builds everything that the server serves into dist/, with a brotli file beside each.

import { cp, readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { build } from "vite";
import { injectManifest } from "workbox-build";
import { compressInto } from "./brotli.mjs";
import { buildPython, outputFolder } from "./build-python.mjs";
import { writeContract } from "./contract.mjs";

const web = join(import.meta.dirname, "..");
const dist = join(web, "dist");
const NOT_WORTH_COMPRESSING = new Set([".br", ".png", ".woff2"]);
/** Above the size of Pyodide's WebAssembly. Workbox leaves out larger files, and then nothing works offline. */
const PRECACHED_FILE_BYTES_MAX = 16 * 1024 * 1024;

async function filesOfDist() {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function buildServiceWorker() {
  await build({
    configFile: false,
    root: web,
    logLevel: "warn",
    publicDir: false,
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2023",
      lib: {
        entry: "src/service-worker.ts",
        formats: ["iife"],
        name: "serviceWorker",
        fileName: () => "service-worker.js",
      },
    },
  });
  const path = join(dist, "service-worker.js");
  const { count, size, warnings } = await injectManifest({
    swSrc: path,
    swDest: path,
    globDirectory: dist,
    globPatterns: ["**/*"],
    globIgnores: ["**/*.br", "service-worker.js"],
    dontCacheBustURLsMatching: /^(assets|py)\//,
    maximumFileSizeToCacheInBytes: PRECACHED_FILE_BYTES_MAX,
  });
  if (warnings.length > 0) throw new Error(warnings.join("\n"));
  console.log(`service worker precaches ${count} files, ${Math.round(size / 1024)} KiB`);
}

async function compressAll() {
  const files = await filesOfDist();
  const wanted = files.filter(
    (path) => !NOT_WORTH_COMPRESSING.has(extname(path)) && !files.includes(`${path}.br`),
  );
  for (const path of wanted) await compressInto(path);
  let bytes = 0;
  for (const path of await filesOfDist())
    if (path.endsWith(".br")) bytes += (await readFile(path)).length;
  console.log(`over the wire: ${Math.round(bytes / 1024)} KiB with brotli`);
}

try {
  await writeContract();
  await buildPython();
  await build({ root: web, logLevel: "warn" });
  await cp(join(outputFolder, "py"), join(dist, "py"), { recursive: true });
  await buildServiceWorker();
  await compressAll();
} catch (error) {
  // A failure inside Pyodide quotes a line that is a megabyte long. Its message is enough.
  console.error(error.message);
  process.exitCode = 1;
}
