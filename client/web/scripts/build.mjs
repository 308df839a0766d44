// Builds everything that the server serves into dist/, with a brotli file beside each.

import { createHash } from "node:crypto";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { build, loadConfigFromFile } from "vite";
import { compressInto } from "./brotli.mjs";
import { buildPython, outputFolder } from "./build-python.mjs";
import { writeContract } from "./contract.mjs";

const web = join(import.meta.dirname, "..");
const dist = join(web, "dist");
const NOT_WORTH_COMPRESSING = new Set([".br", ".png", ".woff2"]);
const INDEX = "/index.html";

async function filesOfDist() {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What `vite.config.ts` puts into the pages. */
async function definesOfPages() {
  const loaded = await loadConfigFromFile({ command: "build", mode: "production" }, undefined, web);
  return loaded.config.define;
}

/** Builds a script that stands beside the pages. `define` is put into it. */
async function buildScript(name, define) {
  await build({
    configFile: false,
    root: web,
    logLevel: "warn",
    publicDir: false,
    define,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2023",
      lib: {
        entry: `src/${name}.ts`,
        formats: ["iife"],
        name: "script",
        fileName: () => `${name}.js`,
      },
    },
  });
}

const sha256 = (content) => createHash("sha256").update(content).digest("base64");

/** The `AppFile` of every file in dist/, sorted by path. */
async function appFiles() {
  const paths = (await filesOfDist()).filter((path) => extname(path) !== ".br").sort();
  return Promise.all(
    paths.map(async (path) => {
      const content = await readFile(path);
      return [`/${relative(dist, path)}`, sha256(content), content.length];
    }),
  );
}

/** Puts the list of files into the page, and lets `start.js` start it. The browser checks what the page names. */
async function completePage(files) {
  const path = join(dist, INDEX);
  const integrity = new Map(files.map(([name, hash]) => [name, `integrity="sha256-${hash}"`]));
  const page = (await readFile(path, "utf8"))
    .replace(/<script type="module" crossorigin src="([^"]+)"><\/script>/, (_, entry) =>
      [
        `<script type="module" async src="/start.js" ${integrity.get("/start.js")}></script>`,
        `<link rel="modulepreload" data-entry crossorigin href="${entry}">`,
      ].join("\n    "),
    )
    .replace(
      / href="(\/assets\/[^"]+\.(?:js|css))"/g,
      (all, name) => `${all} ${integrity.get(name)}`,
    )
    .replace(
      "</head>",
      `  <script type="application/json" id="app-files">${JSON.stringify(files)}</script>\n  </head>`,
    );
  if (!page.includes("data-entry") || page.includes("undefined"))
    throw new Error("Vite writes the page in another way now.");
  await writeFile(path, page);
}

async function buildServiceWorker() {
  const files = await appFiles();
  const id = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  await buildScript("service-worker", {
    __APP_FILES__: JSON.stringify(files),
    __APP_FILES_ID__: JSON.stringify(id),
  });
  const bytes = files.reduce((sum, [, , length]) => sum + length, 0);
  console.log(`service worker keeps ${files.length} files, ${Math.round(bytes / 1024)} KiB`);
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
  await buildScript("start", await definesOfPages());
  await completePage((await appFiles()).filter(([path]) => path !== INDEX));
  await buildServiceWorker();
  await compressAll();
} catch (error) {
  // A failure inside Pyodide quotes a line that is a megabyte long. Its message is enough.
  console.error(error.message);
  process.exitCode = 1;
}
