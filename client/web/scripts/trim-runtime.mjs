// Pyodide exports everything that any package might link to. This removes what the linked libraries do not import.

import { minify } from "terser";
import { withoutUnusedModules } from "./unused-modules.mjs";
import { withoutUnreached } from "./wasm-opt.mjs";
import { importedNames, withExports } from "./wasm-sections.mjs";

/** Graphics functions, which cost time at Pyodide's start. Nothing here draws from Python. */
const GRAPHICS = /^(?:emscripten_)?(?:gl|egl)[A-Z]/;
/** Exports that `src/kernel/python.ts` uses. */
const TAKEN_BESIDE = [".loadWebAssemblyModule", ".LDSO"];
/** Imports and exports of the module itself. */
const OWN = new Set(["memory", "__indirect_function_table"]);

/** `text` with each match replaced. Throws without a match, because then Pyodide has changed. */
function replaced(text, pattern, replacement) {
  if (text.search(pattern) < 0) throw new Error(`This Pyodide has nothing like ${pattern}`);
  return text.replace(pattern, replacement);
}

/** How often each name occurs in the text. A name after a dot counts separately, with its dot. */
function tally(text) {
  const counts = new Map();
  for (const [name] of text.matchAll(/\.?[\w$]+/g)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const minified = async (text, mangle) =>
  (await minify(text, { module: true, mangle, compress: { passes: 2 }, ecma: 2020 })).code;

/** Removes exports to libraries that are not `linked`, and to JavaScript other than the `loader`. */
function withoutOffers(glue, loader, linked) {
  const offer = /Module\["([\w$]+)"\]=\1;/g;
  const rest = [glue.replace(offer, ""), loader, ...TAKEN_BESIDE].join();
  const read = new Set([...rest.matchAll(/(?:\.|\[")([\w$]+)/g)].map(([, name]) => name));
  let text = replaced(glue, offer, (all, name) => (read.has(name) ? all : ""));
  text = replaced(text, /wasmImports=\{([^}]*)\}/, (_, entries) => {
    const kept = entries.split(",").filter((entry) => linked.has(entry.split(":")[0]));
    return `wasmImports={${kept.join()}}`;
  });
  // A direct `eval` could use every name, so none could be removed.
  text = replaced(text, /(?<![\w$.])eval\(/g, () => "(0,eval)(");
  // An unused graphics function has no address.
  return replaced(text, /if\(!value&&!entry\.required\)/, "if(!value)");
}

const ASSIGNED =
  /[\w$]+=Module\["[\w$]+"\]=(?:[\w$]+=)?wasmExports\["([\w$]+)"\](?:\.value>>>0)?(?:;|(?=\}))/g;
const WRAPPED = /wasmExports\["([\w$]+)"\]=makeWrapper_\w+\(wasmExports\["\1"\]\);/g;
const ASSIGNED_SHORTLY =
  /(?:[\w$]+=)?Module\.[\w$]+=(?:[\w$]+=)?wasmExports\.[\w$]+(?:\.value>>>0)?/g;

/** Whether glue or loader use an export, by its name. The trimmed glue shows it. */
async function takenByGlue(text, loader) {
  const short = await minified(replaced(text, WRAPPED, ""), false);
  const counts = tally(replaced(short, ASSIGNED_SHORTLY, "") + loader);
  const declared = 1;
  return (name) =>
    [name, `.${name}`, `._${name}`].some((it) => counts.has(it)) ||
    (counts.get(`_${name}`) ?? 0) > declared;
}

/** The glue with only what it, the loader, the `libraries` and `wasm` use of each other, and which exports those use. */
async function trimGlue({ glue, loader, wasm, libraries }) {
  const asked = new Set(libraries.flatMap((bytes) => importedNames(new WebAssembly.Module(bytes))));
  const needed = importedNames(new WebAssembly.Module(wasm)).filter((name) => !GRAPHICS.test(name));
  const text = withoutOffers(glue, loader, new Set([...asked, ...needed]));
  const taken = await takenByGlue(text, loader);
  const isWanted = (name) => OWN.has(name) || asked.has(name) || taken(name);
  const onlyWanted = (all, name) => (isWanted(name) ? all : "");
  return { text: replaced(replaced(text, ASSIGNED, onlyWanted), WRAPPED, onlyWanted), isWanted };
}

/**
 * Pyodide's glue and WebAssembly with only what they, the loader and the libraries use of each other, and with only those
 * modules of C that are `isUsed`.
 */
export async function trimRuntime({ glue, loader, wasm, libraries, isUsed }) {
  const first = await trimGlue({ glue, loader, wasm, libraries });
  const cut = withoutUnusedModules(wasm, isUsed, first.isWanted);
  const linked = await withoutUnreached(withExports(cut, first.isWanted));
  // Less WebAssembly imports less of the glue, and less glue uses fewer exports.
  const second = await trimGlue({ glue, loader, wasm: linked, libraries });
  return {
    glue: await minified(second.text, true),
    wasm: await withoutUnreached(withExports(linked, second.isWanted)),
  };
}
