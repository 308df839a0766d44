import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Dispatcher } from "../../src/kernel/dispatcher";
import type { Database } from "../../src/kernel/host/database";

const makeRuntimeSnapshot = vi.hoisted(() => vi.fn(async () => {}));
const booted = JSON.stringify({
  ok: { vaults: [], active: null, account: null, sync: { retry: "never" }, lock: null },
});

vi.mock("../../src/kernel/make-runtime-snapshot", () => ({ makeRuntimeSnapshot }));
/** What the engine tells while it runs a call. */
const tells = vi.hoisted(() => vi.fn<(method: string) => string[]>(() => []));
vi.mock("../../src/kernel/engine", () => ({
  BootError: class extends Error {},
  bootEngine: async ({ emit }: { emit: (event: string) => void }) => ({
    call: async (method: string) => {
      for (const task of tells(method)) emit(JSON.stringify({ type: "progress", task }));
      return booted;
    },
    draft: () => '{"ok":{}}',
  }),
}));

let dispatcher: Dispatcher;
const stages: string[] = [];
/** The tasks that events name, and answers, in the order in which the page gets them. */
const told: string[] = [];

beforeEach(async () => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("navigator", { onLine: true });
  const database = Promise.resolve({} as Database);
  stages.length = 0;
  told.length = 0;
  dispatcher = new Dispatcher({
    database,
    publish: (event) => {
      if (event.type === "progress") told.push(event.task);
    },
    onStage: (stage) => stages.push(stage),
    useSnapshot: true,
  });
  await dispatcher.call("boot", "{}");
});

afterEach(() => {
  tells.mockReset().mockReturnValue([]);
  vi.useRealTimers();
});

test("a runtime snapshot for the next start is made once the first things after this one are over", () => {
  vi.advanceTimersByTime(4_999);
  expect(makeRuntimeSnapshot).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(makeRuntimeSnapshot).toHaveBeenCalledOnce();
  dispatcher.flush();
  vi.advanceTimersByTime(60_000);
  expect(makeRuntimeSnapshot).toHaveBeenCalledOnce();
});

test("it is not begun just when the page may be about to go", () => {
  vi.advanceTimersByTime(4_999);
  dispatcher.flush();
  vi.advanceTimersByTime(4_999);
  expect(makeRuntimeSnapshot).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(makeRuntimeSnapshot).toHaveBeenCalledOnce();
});

test("the start says what it waits for", () => {
  expect(stages).toEqual(["storage", "boot"]);
});

async function ask(method: "commit" | "view" | "draft"): Promise<void> {
  await dispatcher.call(method, '{"vault":"a goal"}');
  told.push(method);
}

test("only a commit is answered before the events that say the same", async () => {
  tells.mockImplementation((method) => [`${method} 1`, `${method} 2`]);
  await ask("view");
  await ask("commit");
  vi.advanceTimersByTime(0);
  const own = told.filter((it) => !it.startsWith("sync"));
  expect(own).toEqual(["view 1", "view 2", "view", "commit", "commit 1", "commit 2"]);
});

test("a draft is answered after the events of the commit before it", async () => {
  tells.mockImplementation((method) => (method === "commit" ? ["commit 1"] : []));
  await ask("commit");
  await ask("draft");
  expect(told).toEqual(["commit", "commit 1", "draft"]);
});
