import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeRuntimeSnapshot } from "../../src/kernel/runtime-snapshot";

const started: FakeWorker[] = [];

class FakeWorker extends EventTarget {
  terminate = vi.fn();

  constructor() {
    super();
    started.push(this);
  }
}

beforeEach(async () => {
  started.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("caches", { open: async () => ({ match: async () => undefined }) });
  await makeRuntimeSnapshot();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a worker that waits for ever for its Python is ended", () => {
  const [worker] = started;
  expect(worker?.terminate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(worker?.terminate).toHaveBeenCalledOnce();
});

test("an error in it stays there: the engine's own worker does without", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const [worker] = started;
  const error = new Event("error", { cancelable: true });
  worker?.dispatchEvent(error);
  expect(error.defaultPrevented).toBe(true);
  expect(worker?.terminate).toHaveBeenCalledOnce();
  expect(warn).toHaveBeenCalledOnce();
});
