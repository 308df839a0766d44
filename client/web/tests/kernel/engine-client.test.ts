import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WorkerLike } from "../../src/kernel/early";
import { EngineClient } from "../../src/kernel/engine-client";
import type { FromWorker, ToWorker } from "../../src/kernel/messages";
import { STILL_MS_MAX, type Stage, TICK_MS } from "../../src/kernel/start-watch";
import type { ClientEvent } from "../../src/model/engine";

/** A worker that does what a test says. */
class FakeWorker implements WorkerLike {
  readonly asked: ToWorker[] = [];
  readonly plain: boolean;
  ended = false;
  tell: (message: FromWorker) => void = () => {};
  break: (message: string) => void = () => {};

  constructor(plain: boolean) {
    this.plain = plain;
  }

  postMessage(message: ToWorker): void {
    this.asked.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  addEventListener(type: "message" | "error", listener: (event: never) => void): void {
    if (type === "message") this.tell = (data) => listener({ data } as never);
    else this.break = (message) => listener({ message } as never);
  }

  enter(stage: Stage): void {
    this.tell({ type: "stage", stage });
  }

  phase(phase: "loading" | "kernel" | "ready" | "follower"): void {
    this.tell({ type: "event", event: { type: "phase", phase } });
  }

  answer(ok: object): void {
    for (const call of this.asked)
      if (call.type === "call")
        this.tell({ type: "answer", id: call.id, payload: JSON.stringify({ ok }) });
  }
}

const workers: FakeWorker[] = [];
const warned: string[] = [];
let client: EngineClient;
let phases: ClientEvent[];

const worker = (at: number): FakeWorker => {
  const found = workers[at];
  if (!found) throw new Error(`no worker ${at}`);
  return found;
};
/** As long as a stage may stand still, and no tick longer. */
const standStill = (stage: Stage, factor = 1) =>
  vi.advanceTimersByTime(factor * STILL_MS_MAX[stage]);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation((text) => void warned.push(text));
  workers.length = 0;
  warned.length = 0;
  phases = [];
  client = new EngineClient((plain) => {
    const made = new FakeWorker(plain);
    workers.push(made);
    return made;
  });
  client.subscribe((event) => phases.push(event));
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const REPEATED: Stage[] = ["worker", "snapshot", "python", "storage", "boot", "view"];

/** Brings a worker to a stage in the way that a start gets there. */
function bring(made: FakeWorker, stage: Stage): void {
  for (const next of ["lock", "snapshot", "python", "storage", "boot"] as const) {
    if (stage === "worker" || (stage === "view" && next === "boot")) break;
    made.enter(next);
    if (next === stage) return;
  }
  if (stage === "view") made.phase("ready");
}

test.each(REPEATED)(
  "a start that stands still at %s is repeated without a snapshot",
  async (stage) => {
    const boot = client.call("boot");
    bring(worker(0), stage);
    vi.advanceTimersByTime(STILL_MS_MAX[stage] - TICK_MS);
    expect(workers.length).toBe(1);
    vi.advanceTimersByTime(TICK_MS);
    expect(workers.map(({ plain, ended }) => [plain, ended])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(warned.join()).toContain(`"${stage}"`);
    // The new worker gets the call that has no answer. What the old one still says counts no more.
    expect(worker(1).asked).toEqual(worker(0).asked);
    worker(0).answer({ from: "the old one" });
    worker(1).answer({ from: "the new one" });
    expect(await boot).toEqual({ from: "the new one" });
  },
);

test.each(REPEATED)(
  "a second start that stands still at %s is told with its stage",
  async (stage) => {
    const boot = client.call("boot").catch((error) => error);
    standStill("worker");
    bring(worker(1), stage);
    vi.advanceTimersByTime(1e9);
    expect(workers.length).toBe(2);
    expect(phases.at(-1)).toMatchObject({
      phase: "failed",
      code: stage === "storage" ? "STORAGE_SILENT" : "BOOT_TIMED_OUT",
    });
    expect(JSON.stringify(phases.at(-1))).toContain(stage);
    // Only a storage that is silent may still answer.
    expect(worker(1).ended).toBe(stage !== "storage");
    if (stage === "storage") return;
    expect((await boot).problem.code).toBe("BOOT_TIMED_OUT");
    const later = await client.call("sync_status").catch((error) => error);
    expect(later.problem.code).toBe("BOOT_TIMED_OUT");
  },
);

test("a lock that another tab holds is told and still waited for", async () => {
  const boot = client.call("boot");
  worker(0).enter("lock");
  standStill("lock");
  expect(phases.at(-1)).toMatchObject({ phase: "failed", code: "BOOT_TIMED_OUT" });
  expect([workers.length, worker(0).ended]).toEqual([1, false]);
  // The other tab is closed. From here on the start is watched again.
  worker(0).enter("snapshot");
  standStill("snapshot");
  expect(workers.length).toBe(2);
  worker(1).phase("ready");
  worker(1).answer({ active: null });
  expect(await boot).toEqual({ active: null });
});

test("what moves does not stand still, and a start that is over is not watched", () => {
  void client.call("boot");
  const leading = worker(0);
  leading.enter("lock");
  // The engine of another tab loads for a long time.
  for (let part = 0; part < 50; part++) {
    leading.phase("loading");
    vi.advanceTimersByTime(STILL_MS_MAX.lock - TICK_MS);
  }
  leading.phase("follower");
  client.endStart();
  vi.advanceTimersByTime(1e9);
  // That tab is closed. This one starts its own engine, watched and repeated as any other.
  leading.enter("boot");
  standStill("boot");
  expect(workers.map(({ plain }) => plain)).toEqual([false, true]);
  worker(1).phase("ready");
  client.endStart();
  vi.advanceTimersByTime(1e9);
  expect(workers.length).toBe(2);
  expect(phases.some((event) => event.type === "phase" && event.phase === "failed")).toBe(false);
});

test("a call that may have been carried out is not repeated by a new worker", async () => {
  const created = client.call("create_vault", { title: "Sail" }).catch((error) => error);
  standStill("worker");
  expect((await created).problem.code).toBe("OUTCOME_UNKNOWN");
  expect(worker(1).asked).toEqual([]);
});

test("after the worker broke no call waits", async () => {
  const boot = client.call("boot").catch((error) => error);
  worker(0).break("gone");
  expect((await boot).problem.code).toBe("WORKER_FAILED");
  const later = await client.call("sync_status").catch((error) => error);
  expect(later.problem.code).toBe("WORKER_FAILED");
  vi.advanceTimersByTime(1e9);
  expect(workers.length).toBe(1);
});
