/// <reference types="vitest/config" />
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin, type Rolldown } from "vite";

const pythonFolder = join(import.meta.dirname, "node_modules", ".cache", "autus-python");
const manifestPath = join(pythonFolder, "manifest.json");

const CONTENT_TYPES: Record<string, string> = {
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".zip": "application/zip",
  ".bin": "application/octet-stream",
};

/** What `scripts/build-python.mjs` made. Tests of TypeScript alone do without. */
function pythonAssets(): Record<string, unknown> {
  if (!existsSync(manifestPath)) return {};
  return JSON.parse(readFileSync(manifestPath, "utf8")).assets;
}

/** The development server gives Python out of the cache; a build copies it. */
function servePython(): Plugin {
  return {
    name: "serve-python",
    configureServer(server) {
      server.middlewares.use("/py", (request, response, next) => {
        const path = join(
          pythonFolder,
          "py",
          new URL(request.url ?? "/", "http://localhost").pathname,
        );
        const type = CONTENT_TYPES[path.slice(path.lastIndexOf("."))];
        if (type === undefined || !existsSync(path)) return next();
        response.setHeader("Content-Type", type);
        createReadStream(path).pipe(response);
      });
    },
  };
}

const UNUSED_IN_THREE =
  /three\/src\/(?:renderers\/shaders\/(ShaderLib|ShaderChunk)|extras\/(PMREMGenerator))\.js$/;

/**
 * Every shader of the sphere is its own, and nothing is mirrored in it: three's library of materials and its maps of
 * surroundings, a quarter of it, stay out of the build.
 */
function withoutMaterials(): Plugin {
  return {
    name: "without-materials",
    enforce: "pre",
    load(id) {
      const [, library, generator] = UNUSED_IN_THREE.exec(id) ?? [];
      if (generator) return `export class ${generator} {}`;
      return library ? `export const ${library} = {};` : undefined;
    },
  };
}

const HTML = /\.innerHTML=/g;

/**
 * The library of the guided tour writes its texts as HTML, which the content security policy refuses. Here it writes them
 * as text.
 */
function tourWithoutHtml(): Plugin {
  return {
    name: "tour-without-html",
    transform(code, id) {
      if (!/driver\.js\/dist\/driver\.js\.mjs$/.test(id)) return undefined;
      if (code.match(HTML)?.length !== 8 || !code.includes("&times;"))
        throw new Error("driver.js writes its texts in another way now.");
      return { code: code.replace(HTML, ".textContent=").replace("&times;", "×"), map: null };
    },
  };
}

/**
 * The order of the cascade layers stands first in the stylesheet. A build puts the rules of shared components before those
 * of the entry, and the first mention of a layer gives its place.
 */
function layersFirst(): Plugin {
  const order = readFileSync(join(import.meta.dirname, "src", "styles", "layers.css"), "utf8");
  return {
    name: "layers-first",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "asset" && file.fileName.endsWith(".css"))
            file.source = `${order.replace(/\/\*.*\*\/\s*/, "").trim()}${file.source}`;
        }
      },
    },
  };
}

type Graph = Pick<Rolldown.PluginContext, "getModuleInfo">;

const ENTRY = join(import.meta.dirname, "src", "main.tsx");
const GOAL_PAGES = join(import.meta.dirname, "src", "views", "shell", "goal-pages.ts");

/** What each of these modules imports, also through others, without what it loads later. */
const reached = new Map<string, Set<string>>();

function reachedFrom(start: string, graph: Graph): Set<string> {
  const known = reached.get(start);
  if (known) return known;
  const modules = new Set([start]);
  for (const each of modules)
    for (const imported of graph.getModuleInfo(each)?.importedIds ?? []) modules.add(imported);
  reached.set(start, modules);
  return modules;
}

/**
 * All that the first paint needs is one chunk beside the entry, so one request, and all that the pages of a goal need
 * besides is another. Otherwise each set of pages that shares a module would get a chunk.
 */
function chunkOf(id: string, graph: Graph): string | null {
  if (id === ENTRY) return null;
  if (reachedFrom(ENTRY, graph).has(id)) return "first";
  return reachedFrom(GOAL_PAGES, graph).has(id) ? "goal-pages" : null;
}

const assets = pythonAssets();

/** Tells builds apart: everything that goes into one. */
function buildId(): string {
  const hash = createHash("sha256").update(JSON.stringify(assets));
  const source = join(import.meta.dirname, "src");
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath, entry.name)));
  }
  return hash.digest("hex").slice(0, 12);
}

export default defineConfig({
  define: { __PYTHON_ASSETS__: JSON.stringify(assets), __BUILD_ID__: JSON.stringify(buildId()) },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [servePython(), withoutMaterials(), tourWithoutHtml(), layersFirst()],
  resolve: { alias: { three: join(import.meta.dirname, "node_modules/three/src/Three.js") } },
  // Pyodide asks for these under Node only.
  worker: { format: "es", rolldownOptions: { external: [/^node:/] } },
  build: {
    target: "es2023",
    // Everything is a file of this site: the content security policy knows no data: and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One stylesheet: the order of rules does not depend on which page somebody opens first.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: chunkOf, debugName: "first paint, goal pages" }] },
      },
    },
  },
  test: { setupFiles: "tests/load-texts.ts" },
  server: { proxy: { "/api": "http://127.0.0.1:8001", "/health": "http://127.0.0.1:8001" } },
});
