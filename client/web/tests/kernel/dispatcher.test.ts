import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Dispatcher } from "../../src/kernel/dispatcher";
import type { Database } from "../../src/kernel/host/database";

const makeRuntimeSnapshot = vi.hoisted(() => vi.fn(async () => {}));
const booted = JSON.stringify({
  ok: { vaults: [], active: null, account: null, sync: { retry: "never" } },
});

vi.mock("../../src/kernel/make-runtime-snapshot", () => ({ makeRuntimeSnapshot }));
vi.mock("../../src/kernel/engine", () => ({
  BootError: class extends Error {},
  bootEngine: async () => ({ call: async () => booted, draft: () => "" }),
}));

let dispatcher: Dispatcher;
const stages: string[] = [];

beforeEach(async () => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("addEventListener", () => {});
  const database = Promise.resolve({} as Database);
  stages.length = 0;
  dispatcher = new Dispatcher({
    database,
    publish: () => {},
    onStage: (stage) => stages.push(stage),
    useSnapshot: true,
  });
  await dispatcher.call("boot", "{}");
});

afterEach(() => {
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
