/** The packed engine around the real host functions, with IndexedDB in memory. */

import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { connectEngine, type Engine } from "../src/kernel/engine";
import { openDatabase } from "../src/kernel/host/database";
import { createHost } from "../src/kernel/host/host";
import type { ClientEvent, CommitAnswer, Method, SimView, VaultView } from "../src/model/engine";
import { bootPackagedPython } from "./packaged-python";

const TIMEOUT_MS = 120_000;

async function start(events: ClientEvent[] = []): Promise<Engine> {
  const host = createHost(openDatabase(() => {}));
  const emit = (event: string) => events.push(JSON.parse(event));
  return connectEngine(await bootPackagedPython(), { host, emit, onBroken: () => {} });
}

async function ok<Answer>(engine: Engine, method: Method, input: object): Promise<Answer> {
  const answer = JSON.parse(await engine.call(method, JSON.stringify(input)));
  expect(answer).toHaveProperty("ok");
  return answer.ok;
}

test("what was committed is there after a new start", { timeout: TIMEOUT_MS }, async () => {
  const events: ClientEvent[] = [];
  const engine = await start(events);
  await ok(engine, "boot", {});
  const { vault } = await ok<VaultView>(engine, "create_vault", { title: "목표" });

  const patch = { vault, page: 1, patch: { mass_modifier: 0.25 } };
  const drafted = JSON.parse(engine.draft(JSON.stringify(patch))) as { ok: SimView };
  expect(drafted.ok.draft.page1.mass_modifier).toBe(0.25);
  expect(drafted.ok.sim?.measure.M).toBeGreaterThan(0.5);
  expect(drafted.ok.gate).toBeNull();

  const refused = engine.draft(JSON.stringify({ ...patch, patch: { mass_modifier: 9 } }));
  expect(JSON.parse(refused).error.code).toBe("INVALID_PATCH_RANGE");

  const committed = await ok<CommitAnswer>(engine, "commit", { vault, label: "first" });
  expect(committed.view.commits).toBe(2);
  expect(committed.after.M).toBeGreaterThan(committed.before.M);
  expect(events.map((event) => event.type)).toContain("view");

  const again = await start();
  await ok(again, "boot", {});
  const view = await ok<VaultView>(again, "view", { vault });
  expect(view.head).toBe(committed.view.head);
  expect(view.state_hash).toBe(committed.view.state_hash);
  expect(view.name).toBe("목표");
});

test("a refusal is an answer, with its code", { timeout: TIMEOUT_MS }, async () => {
  const engine = await start();
  const answer = JSON.parse(await engine.call("view", JSON.stringify({ vault: "00" })));
  expect(answer.error.code).toMatch(/^[A-Z_]+$/);
});
