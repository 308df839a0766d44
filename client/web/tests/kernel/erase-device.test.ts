import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { FromWorker } from "../../src/kernel/messages";

const said: FromWorker[] = [];
const close = vi.fn();
const replaced = vi.fn();

beforeEach(() => {
  said.length = 0;
  vi.resetModules();
  vi.clearAllMocks();
  vi.stubGlobal("self", {
    postMessage: (message: FromWorker) => {
      if (message.type === "event") said.push(message);
    },
    addEventListener: () => {},
    close,
  });
  vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => {}) } });
  vi.stubGlobal("caches", { keys: async () => [] });
  vi.stubGlobal("localStorage", { clear: () => {} });
  vi.stubGlobal("sessionStorage", { clear: () => {} });
  vi.stubGlobal("location", { replace: replaced });
});

const open = (version: number): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("autus", version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const erase = async (onHeld: () => void) =>
  (await import("../../src/kernel/erase-device")).eraseDevice(false, onHeld);

const startWorker = async () => {
  await import("../../src/kernel/worker");
  // The worker's own request was made first, so its database is open now.
  (await open(1)).close();
};

test("a worker whose storage is erased says so and ends, and its lock with it", async () => {
  await startWorker();
  const onHeld = vi.fn();
  await erase(onHeld);
  expect(said).toEqual([
    { type: "event", event: expect.objectContaining({ phase: "failed", code: "DEVICE_ERASED" }) },
  ]);
  expect(close).toHaveBeenCalledOnce();
  expect(onHeld).not.toHaveBeenCalled();
  expect(replaced).toHaveBeenCalledExactlyOnceWith("/");
});

test("so does one whose storage another version takes", async () => {
  await startWorker();
  (await open(2)).close();
  expect(said).toEqual([
    { type: "event", event: expect.objectContaining({ phase: "failed", code: "STORAGE_LOST" }) },
  ]);
  expect(close).toHaveBeenCalledOnce();
  indexedDB.deleteDatabase("autus");
});

test("erasing tells of a tab that does not let go, and goes on when that tab is closed", async () => {
  const other = await open(1);
  const onHeld = vi.fn();
  const erased = erase(onHeld);
  await vi.waitFor(() => expect(onHeld).toHaveBeenCalled());
  expect(replaced).not.toHaveBeenCalled();
  other.close();
  await erased;
  expect(replaced).toHaveBeenCalledOnce();
});

test("a suspended tab, from which the browser hears nothing at all, is told of too", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(indexedDB, "deleteDatabase").mockReturnValue(new IDBOpenDBRequest());
  const onHeld = vi.fn();
  void erase(onHeld);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onHeld).toHaveBeenCalled();
  vi.useRealTimers();
});
