/** Defects of the packed engine, put into it on purpose: each is an answer, and the engine goes on. */

import "fake-indexeddb/auto";
import type { PyodideAPI } from "pyodide";
import { beforeAll, expect, test, vi } from "vitest";
import { connectEngine, type Engine } from "../src/kernel/engine";
import { openDatabase } from "../src/kernel/host/database";
import { createHost } from "../src/kernel/host/host";
import type { VaultView } from "../src/model/engine";
import { bootPackagedPython } from "./packaged-python";

const TIMEOUT_MS = 120_000;
let python: PyodideAPI;
let engine: Engine;
let vault: string;

beforeAll(async () => {
  python = await bootPackagedPython();
  // Each defect is told on the console too.
  python.setStderr({ batched: () => {} });
  engine = connectEngine(python, {
    host: createHost(openDatabase(() => {})),
    emit: () => {},
    onBroken: () => {},
  });
  await ask("boot", {});
  const made = await ask("create_vault", { title: "목표" });
  vault = (made.ok as VaultView).vault;
}, TIMEOUT_MS);

async function ask(method: Parameters<Engine["call"]>[0], input: object) {
  return JSON.parse(await engine.call(method, JSON.stringify(input)));
}

/** `body` runs in place of the method `history`, and of every draft. */
function breakEngine(body: string): void {
  python.runPython(`
import asyncio
from shared.device.api import facade
from shared.device.core.vault import Vault
method = facade.METHODS["history"]
kept_history = method.run
kept_draft = Vault.draft
def broken():
    ${body}
async def history(*_):
    broken()
method.run = history
Vault.draft = lambda *_: broken()
`);
}

function mendEngine(): void {
  python.runPython(`
method.run = kept_history
Vault.draft = kept_draft
`);
}

test.for([
  ["raise ValueError('a secret word')", "ValueError"],
  ["raise RuntimeError", "RuntimeError"],
  ["return broken()", "RecursionError"],
  ["raise MemoryError", "MemoryError"],
  ["raise KeyboardInterrupt", "KeyboardInterrupt"],
  ["raise SystemExit(1)", "SystemExit"],
  ["raise asyncio.CancelledError", "CancelledError"],
  ["from js import missing", "ImportError"],
  ["import js; js.JSON.parse('{')", "JsException"],
])("%s is ENGINE_FAILED, and the next call is answered", async ([body = "", name = ""]) => {
  breakEngine(body);
  const draft = JSON.stringify({ vault, page: 1, patch: { mass_modifier: 0.25 } });
  try {
    const { error } = await ask("history", { vault, limit: 5 });
    expect(error.code).toBe("ENGINE_FAILED");
    expect(error.detail).toContain(name);
    expect(JSON.parse(engine.draft(draft)).error.code).toBe("ENGINE_FAILED");
  } finally {
    mendEngine();
  }
  expect(JSON.parse(engine.draft(draft))).toHaveProperty("ok");
  const { ok } = await ask("history", { vault, limit: 5 });
  expect(ok.rows).toHaveLength(1);
});

test("a page that cannot be told of an event loses no commit", async () => {
  const deaf = connectEngine(python, {
    host: createHost(openDatabase(() => {})),
    emit: () => {
      throw new Error("nobody listens");
    },
    onBroken: () => {},
  });
  await deaf.call("boot", "{}");
  await deaf.call("view", JSON.stringify({ vault }));
  deaf.draft(JSON.stringify({ vault, page: 1, patch: { mass_modifier: 0.5 } }));
  const answer = JSON.parse(await deaf.call("commit", JSON.stringify({ vault })));
  expect(answer).toHaveProperty("ok");
});

test("when Python breaks for good, a call that it was busy with ends", async () => {
  const broken: string[] = [];
  const silent = connectEngine(python, {
    host: () => new Promise(() => {}),
    emit: () => {},
    onBroken: (error) => broken.push(error.problem.code),
  });
  const busy = silent.call("boot", "{}");
  vi.spyOn(console, "error").mockReturnValue();
  // What Pyodide itself calls when its WebAssembly traps.
  const { _api: inside } = python as unknown as { _api: { fatal_error(cause: Error): void } };
  expect(() => inside.fatal_error(new Error("unreachable"))).toThrow("unreachable");
  await expect(busy).rejects.toMatchObject({ problem: { code: "RUNTIME_FAILED" } });
  expect(broken).toEqual(["RUNTIME_FAILED"]);
  await expect(silent.call("boot", "{}")).rejects.toThrow();
});
