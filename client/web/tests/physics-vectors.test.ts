/** The physics of the packed Python agrees with the vectors, as that of CPython does. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PyodideAPI } from "pyodide";
import { expect, test } from "vitest";
import { bootPackagedPython, makeSnapshot } from "./packaged-python";

const repository = join(import.meta.dirname, "..", "..", "..");
const runnerPath = join(repository, "tests", "shared", "physics", "vector_runner.py");
const vectorsPath = join(repository, "tests", "vectors", "physics-v1.json");
const TIMEOUT_MS = 120_000;

async function expectVectorsToAgree(python: PyodideAPI): Promise<void> {
  python.FS.writeFile("/home/pyodide/vector_runner.py", await readFile(runnerPath, "utf8"));
  const run = python.runPython(
    "import json, vector_runner\nlambda text: vector_runner.run_vectors(json.loads(text))",
  );
  const vectors = await readFile(vectorsPath, "utf8");
  const commits = JSON.parse(vectors).sessions.flatMap((session: { steps: { op: string }[] }) =>
    session.steps.filter((step) => step.op === "commit"),
  ).length;
  expect(commits).toBeGreaterThan(0);
  expect(run(vectors)).toBe(commits);
}

test("every commit of the physics vectors has its hash in Pyodide", {
  timeout: TIMEOUT_MS,
}, async () => {
  await expectVectorsToAgree(await bootPackagedPython());
});

test("and in a Pyodide that starts from a runtime snapshot", { timeout: TIMEOUT_MS }, async () => {
  const snapshot = await makeSnapshot();
  await expectVectorsToAgree(await bootPackagedPython({ from: Promise.resolve(snapshot) }));
});
