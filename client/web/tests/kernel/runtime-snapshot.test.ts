import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeRuntimeSnapshot } from "../../src/kernel/make-runtime-snapshot";
import { keepRuntimeSnapshot, readRuntimeSnapshot } from "../../src/kernel/runtime-snapshot";

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

test("a snapshot whose bytes are not those that were saved is not used", async () => {
  const saved: Response[] = [];
  vi.stubGlobal("navigator", { userAgent: "a browser" });
  const put = async (_: string, response: Response) => void saved.push(response);
  vi.stubGlobal("caches", { delete: async () => true, open: async () => ({ put }) });
  await keepRuntimeSnapshot(Uint8Array.of(1, 2, 3));
  const [kept] = saved as [Response];
  const { headers } = kept;
  expect(new Uint8Array(await readRuntimeSnapshot(kept))).toEqual(Uint8Array.of(1, 2, 3));
  for (const bytes of [[1, 2], [], [1, 2, 4]]) {
    const damaged = new Response(Uint8Array.from(bytes), { headers });
    await expect(readRuntimeSnapshot(damaged)).rejects.toThrow("damaged");
  }
});
