/** The WebAssembly that browsers get has fewer modules than Pyodide's own. What it has does the same. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadPyodide, type PyodideAPI } from "pyodide";
import { beforeAll, expect, test } from "vitest";
import { bootPackagedPython } from "./packaged-python";

// It takes four seconds of a processor that is not shared.
const TIMEOUT_MS = 600_000;
const REMOVED = [
  "_bz2",
  "_codecs_jp",
  "_codecs_kr",
  "_ctypes",
  "_lzma",
  "_sqlite3",
  "_testcapi",
  "_zstd",
];
const BUILT_IN = "import sys; sorted(set(sys.builtin_module_names))";

let stock: PyodideAPI;
let packed: PyodideAPI;

const listed = (python: PyodideAPI): string[] => python.runPython(BUILT_IN).toJs();

beforeAll(async () => {
  [stock, packed] = await Promise.all([loadPyodide(), bootPackagedPython()]);
}, TIMEOUT_MS);

test("modules of C that nothing imports are not there", () => {
  expect(listed(stock)).toEqual(expect.arrayContaining(REMOVED));
  for (const name of REMOVED) {
    expect(listed(packed)).not.toContain(name);
    expect(() => packed.pyimport(name)).toThrow("ModuleNotFoundError");
  }
  const codec = (name: string) => packed.runPython(`"가".encode("${name}")`);
  expect(codec("utf-8").toJs()).toEqual(new TextEncoder().encode("가"));
  expect(() => codec("euc_kr")).toThrow("LookupError");
});

test("every function of the others does what it does in the stock Pyodide", {
  timeout: TIMEOUT_MS,
}, async () => {
  const source = await readFile(join(import.meta.dirname, "call-everything.py"), "utf8");
  const modules = listed(packed);
  const [expected, found] = [stock, packed].map((python) => {
    const scope = python.toPy({});
    python.setStdout({ batched: () => {} });
    python.setStderr({ batched: () => {} });
    python.runPython(source, { globals: scope });
    return JSON.parse(scope.get("everything")(python.toPy(modules)));
  });
  expect(Object.keys(expected).length).toBeGreaterThan(30_000);
  expect(found).toEqual(expected);
});
