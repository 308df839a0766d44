// Builds what the browser needs to run Python: Pyodide, a trimmed standard library and the application, all as byte code.
//
// Everything goes into content-addressed files, so a browser loads one small file for a new version of the application.
// Nothing is built while the inputs stay the same.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { encode } from "@msgpack/msgpack";
import { loadPyodide, version } from "pyodide";
import { compressInto } from "./brotli.mjs";
import { MODULES_IMPORTED_LATE, UNWANTED_MODULES } from "./python-modules.mjs";
import { trimRuntime } from "./trim-runtime.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const repository = join(web, "..", "..");
const pyodideFolder = join(web, "node_modules", "pyodide");
const wheelFolder = join(web, ".pyodide-wheels");
export const outputFolder = join(web, "node_modules", ".cache", "autus-python");
const trimmedFolder = join(web, "node_modules", ".cache", "autus-runtime");
export const manifestPath = join(outputFolder, "manifest.json");

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

async function filesBelow(folder, wanted) {
  const found = await readdir(folder, { recursive: true });
  return found.filter(wanted).sort();
}

const isPython = (name) => name.endsWith(".py") && !name.includes("__pycache__");

/** Path inside the application -> source. */
async function applicationSources() {
  const sources = new Map();
  for (const name of await filesBelow(join(repository, "shared"), isPython)) {
    sources.set(`shared/${name}`, await readFile(join(repository, "shared", name)));
  }
  for (const name of await filesBelow(join(web, "python"), isPython)) {
    sources.set(name, await readFile(join(web, "python", name)));
  }
  return sources;
}

async function wheels() {
  const names = await filesBelow(wheelFolder, (name) => name.endsWith(".whl")).catch(() => []);
  if (names.length === 0)
    throw new Error(`No wheels in ${wheelFolder}: run scripts/fetch_wasm_wheels.sh first.`);
  return Promise.all(names.map((name) => readFile(join(wheelFolder, name))));
}

async function scriptContents() {
  const scripts = dirname(fileURLToPath(import.meta.url));
  const own = await filesBelow(scripts, (name) => /\.(mjs|py)$/.test(name));
  return Promise.all(own.map((name) => readFile(join(scripts, name))));
}

async function stampOf(sources, wheelFiles) {
  return sha256(version, ...(await scriptContents()), ...wheelFiles, ...[...sources].flat());
}

function moduleName(path) {
  return path.replace(/(\/__init__)?\.py$/, "").replaceAll("/", ".");
}

/** Compiles in a stock Pyodide. Answers the files of `pack`, the standard modules that the application imports, and all used ones that are built in. */
async function packInPyodide(sources, wheelFiles) {
  // Tracebacks name lines. The columns in them would be a tenth of the byte code.
  const env = { PYTHONNODEBUGRANGES: "1" };
  const py = await loadPyodide({ indexURL: pyodideFolder, env });
  for (const [path, source] of sources) {
    py.FS.mkdirTree(dirname(`/app/${path}`));
    py.FS.writeFile(`/app/${path}`, source);
  }
  for (const wheel of wheelFiles)
    py.unpackArchive(new Uint8Array(wheel), "wheel", { extractDir: "/wheels" });
  const names = [...[...sources.keys()].map(moduleName), ...MODULES_IMPORTED_LATE];
  const scope = py.toPy({});
  const run = async (file) =>
    py.runPython(await readFile(join(web, "scripts", file), "utf8"), { globals: scope });
  await run("pack.py");
  const used = scope.get("used_modules");
  const [atStart, onTop, builtIn] = used(
    "/app",
    "/wheels",
    py.toPy(names),
    py.toPy(UNWANTED_MODULES),
  ).toJs();
  await run("pack_archive.py");
  const packed = scope.get("pack")("/app", "/wheels", py.toPy([...atStart, ...onTop]));
  const files = packed.toJs({ dict_converter: (entries) => new Map(entries) });
  const owners = new Set(
    [...files.keys(), ...sources.keys()].map((path) => path.replace("wheels/", "").split("/")[0]),
  );
  const imported = onTop.filter((name) => !owners.has(name.split(".")[0]));
  return { files, imported, builtIn };
}

async function writeAsset(name, content) {
  const path = join(outputFolder, "py", name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await compressInto(path);
  const hash = createHash("sha256").update(content).digest("base64");
  return [`/py/${name}`, hash, content.length];
}

const shortHash = (...content) => sha256(...content).slice(0, 16);

/** Pyodide's own files by name, without the parts that the packed libraries and the application do not need. */
async function runtimeFiles(packed, builtIn) {
  const read = (name, encoding) => readFile(join(pyodideFolder, name), encoding);
  const used = new Set(builtIn);
  const parts = {
    glue: await read("pyodide.asm.mjs", "utf8"),
    loader: await read("pyodide.mjs", "utf8"),
    wasm: await read("pyodide.asm.wasm"),
    libraries: [...packed].filter(([name]) => name.endsWith(".so")).map(([, bytes]) => bytes),
  };
  const { glue, loader, wasm, libraries } = parts;
  const key = sha256(glue, loader, wasm, ...libraries, ...builtIn, ...(await scriptContents()));
  const folder = join(trimmedFolder, key);
  const names = { glue: "pyodide.asm.mjs", wasm: "pyodide.asm.wasm" };
  // It takes ten seconds, and a change of the application changes nothing in it.
  if (!(await stat(folder).catch(() => null))) {
    const trimmed = await trimRuntime({ ...parts, isUsed: (name) => used.has(name) });
    await rm(trimmedFolder, { recursive: true, force: true });
    await mkdir(`${folder}.part`, { recursive: true });
    for (const [part, name] of Object.entries(names))
      await writeFile(join(`${folder}.part`, name), trimmed[part]);
    await rename(`${folder}.part`, folder);
  }
  const files = Object.values(names).map(async (name) => [
    name,
    await readFile(join(folder, name)),
  ]);
  return Object.fromEntries(await Promise.all(files));
}

async function writeAssets({ files: packed, imported, builtIn }) {
  const runtime = await runtimeFiles(packed, builtIn);
  const folder = `runtime-${shortHash(...Object.values(runtime))}`;
  const stdlib = packed.get("stdlib.zip");
  const app = packed.get("app.zip");
  const site = encode(
    Object.fromEntries(
      [...packed].flatMap(([name, bytes]) =>
        name.startsWith("wheels/") ? [[name.slice(7), bytes]] : [],
      ),
    ),
  );
  const [stdlibFile, appFile, siteFile, ...runtimeFilesWritten] = await Promise.all([
    writeAsset(`stdlib-${shortHash(stdlib)}.zip`, stdlib),
    writeAsset(`app-${shortHash(app)}.zip`, app),
    writeAsset(`site-${shortHash(site)}.bin`, site),
    ...Object.entries(runtime).map(([name, content]) => writeAsset(`${folder}/${name}`, content)),
  ]);
  const { info } = JSON.parse(await readFile(join(pyodideFolder, "pyodide-lock.json"), "utf8"));
  const written = [stdlibFile, appFile, siteFile, ...runtimeFilesWritten];
  const sizes = await Promise.all(
    written.map(async ([path]) => (await stat(join(outputFolder, `${path}.br`))).size),
  );
  return {
    runtime: `py/${folder}/`,
    runtimeFiles: runtimeFilesWritten,
    stdlib: stdlibFile,
    app: appFile,
    site: siteFile,
    wireBytes: sizes.reduce((sum, size) => sum + size, 0),
    lockInfo: info,
    imported,
  };
}

export async function buildPython() {
  const sources = await applicationSources();
  const wheelFiles = await wheels();
  const stamp = await stampOf(sources, wheelFiles);
  const previous = await readFile(manifestPath, "utf8").then(JSON.parse, () => null);
  if (previous?.stamp === stamp) return previous.assets;
  const packed = await packInPyodide(sources, wheelFiles);
  await rm(join(outputFolder, "py"), { recursive: true, force: true });
  const assets = await writeAssets(packed);
  await writeFile(manifestPath, JSON.stringify({ stamp, assets }, null, 2));
  for (const name of await filesBelow(join(outputFolder, "py"), (found) => found.endsWith(".br"))) {
    const { size } = await stat(join(outputFolder, "py", name));
    console.log(
      `${String(Math.round(size / 1024)).padStart(6)} KiB  ${relative(web, join("py", name))}`,
    );
  }
  return assets;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildPython();
  } catch (error) {
    // Node would print the line of the failure, which in Pyodide is a megabyte long.
    console.error(error.message);
    process.exitCode = 1;
  }
}
