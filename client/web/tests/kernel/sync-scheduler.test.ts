import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Head, SILENCE_MS_MAX } from "../../src/kernel/event-stream";
import { PASSING, REFUSED, retryDelay, SyncScheduler } from "../../src/kernel/sync-scheduler";
import type { SyncStatus } from "../../src/model/engine";

/** The part of a browser's EventSource that the client uses. The test is the server. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  /** What the server does by itself. */
  static server: "beats" | "denies" | "nothing" = "nothing";
  closed = false;

  constructor() {
    super();
    Stream.opened.push(this);
    if (Stream.server === "denies") setTimeout(() => this.send("error"));
    if (Stream.server === "beats") setInterval(() => this.send("beat"), 10_000);
  }

  send(type: "open" | "beat" | "head" | "account" | "error", data = "{}"): void {
    this.dispatchEvent(new MessageEvent(type, { data }));
  }

  close(): void {
    this.closed = true;
  }
}

const SYNCED = { phase: "synced", retry: "later", error: null } as SyncStatus;
const OFFLINE = { phase: "offline", retry: "soon", error: null } as SyncStatus;
const REFUSES = { phase: "refused", retry: "later", error: null } as SyncStatus;
const SIGNED_OUT = { phase: "signed_out", retry: "later", error: null } as SyncStatus;
const LOCAL = { phase: "local", retry: "never", error: null } as SyncStatus;

let status: SyncStatus;
let rounds: number;
/** What was done with less than a round. */
let less: string[];
let scheduler: SyncScheduler;
let page: EventTarget;
let onLine: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  Stream.opened = [];
  Stream.server = "nothing";
  page = new EventTarget();
  onLine = true;
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("navigator", {
    get onLine() {
      return onLine;
    },
  });
  status = SYNCED;
  rounds = 0;
  less = [];
  const sync = {
    round: async () => {
      rounds += 1;
      return status;
    },
    pushChanges: async () => {
      less.push("push");
      return status;
    },
    followHead: async (head: Head) => {
      less.push(`${head.vault} ${head.number}`);
      return status;
    },
  };
  scheduler = new SyncScheduler({ sync, random: () => 1, eventsUrl: "/events" });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** In sync, with a stream that beats. */
async function start(): Promise<Stream> {
  scheduler.now();
  await pass(0);
  const [stream] = Stream.opened;
  if (!stream) throw new Error("no stream was opened");
  stream.send("open");
  stream.send("beat");
  await pass(0);
  return stream;
}

/** The rounds that `act` starts, and those of the next `milliseconds`. */
async function roundsIn(milliseconds: number, act = () => {}): Promise<number> {
  const before = rounds;
  act();
  await pass(milliseconds);
  return rounds - before;
}

test("a wait doubles up to its limit, and chance takes off up to half", () => {
  const longest = (failures: number) => retryDelay(failures, () => 1, REFUSED);
  expect([0, 1, 2, 3].map(longest)).toEqual([4000, 8000, 16_000, 32_000]);
  expect([9, 10_000].map(longest)).toEqual([300_000, 300_000]);
  expect(retryDelay(50, () => 1, PASSING)).toBe(4000);
  expect(retryDelay(1, () => 0, PASSING)).toBe(1000);
});

test("a server that was away for an hour is found within five seconds of its return", async () => {
  await start();
  status = OFFLINE;
  Stream.opened[0]?.send("error");
  await pass(3_600_000);
  status = SYNCED;
  expect(await roundsIn(5_000)).toBeGreaterThan(0);
  expect(Stream.opened).toHaveLength(2);
  expect(Stream.opened[1]?.closed).toBe(false);
});

test("a stream that ends starts a round within a second, and then another stream", async () => {
  const stream = await start();
  stream.send("error");
  expect(stream.closed).toBe(true);
  expect(await roundsIn(1_000)).toBe(1);
  expect(Stream.opened).toHaveLength(2);
});

test("what happened before a stream began is asked for", async () => {
  scheduler.now();
  await pass(0);
  expect(rounds).toBe(1);
  Stream.opened[0]?.send("open");
  await pass(0);
  expect(rounds).toBe(2);
});

test("a stream that freezes is replaced after two missed beats", async () => {
  const stream = await start();
  for (let beat = 0; beat < 6; beat++) {
    await pass(SILENCE_MS_MAX - 1);
    stream.send("beat");
  }
  expect(stream.closed).toBe(false);
  expect(await roundsIn(SILENCE_MS_MAX + 1_000)).toBe(1);
  expect([stream.closed, Stream.opened.length]).toEqual([true, 2]);
  // One that never says anything is replaced too.
  await pass(2 * (SILENCE_MS_MAX + 2_000));
  expect(Stream.opened.length).toBeGreaterThan(2);
});

test("a server that gives no streams is asked at growing distances, at most a minute apart", async () => {
  Stream.server = "denies";
  scheduler.now();
  await pass(600_000);
  expect(await roundsIn(600_000)).toBe(10);
  expect(Stream.opened).toHaveLength(rounds);
});

test("a page that wakes syncs at once, also in the middle of a long wait, and once", async () => {
  await start();
  expect(await roundsIn(15_000)).toBe(0);
  const together = () => {
    scheduler.wake();
    scheduler.wake();
    page.dispatchEvent(new Event("online"));
  };
  expect(await roundsIn(1_000, together)).toBe(1);
  expect(await roundsIn(0, () => page.dispatchEvent(new Event("online")))).toBe(1);
});

test("a stream that slept with the device is replaced when the page wakes", async () => {
  const stream = await start();
  vi.setSystemTime(Date.now() + SILENCE_MS_MAX + 1);
  scheduler.wake();
  await pass(0);
  expect([stream.closed, Stream.opened.length]).toEqual([true, 2]);
});

test("without a network a round comes every half minute, and with it at once", async () => {
  onLine = false;
  status = OFFLINE;
  scheduler.now();
  await pass(120_000);
  expect(await roundsIn(60_000)).toBe(2);
  onLine = true;
  status = SYNCED;
  expect(await roundsIn(0, () => page.dispatchEvent(new Event("online")))).toBe(1);
});

test("a refusal is tried again soon at first, then seldom; the end of a session too", async () => {
  Stream.server = "beats";
  for (const refusal of [REFUSES, SIGNED_OUT]) {
    status = refusal;
    expect(await roundsIn(13_000, () => scheduler.now())).toBe(3);
    await pass(3_600_000);
    expect(await roundsIn(600_000)).toBe(2);
    status = SYNCED;
    scheduler.now();
    await pass(0);
  }
});

test("a server that asks for a longer wait gets it, within bounds", async () => {
  status = {
    ...OFFLINE,
    phase: "waiting",
    error: { code: "X", detail: "", retry_after_seconds: 60 },
  };
  expect(await roundsIn(59_000, () => scheduler.now())).toBe(1);
  expect(await roundsIn(6_000)).toBe(1);
  status = { ...status, error: { code: "X", detail: "", retry_after_seconds: 1e9 } };
  await pass(65_000);
  expect(await roundsIn(310_000)).toBe(1);
});

test("a device without an account asks nobody, whatever wakes it", async () => {
  status = LOCAL;
  scheduler.wake();
  expect(await roundsIn(600_000)).toBe(0);
  expect(await roundsIn(600_000, () => scheduler.afterCall("logout"))).toBe(1);
  expect(await roundsIn(0, () => scheduler.wake())).toBe(0);
});

const announced = (vault: string, number: number) =>
  JSON.stringify({ vault, number, head: "ff", more: 1 });

test("a commit and an announced head take less than a round, what else changes takes one", async () => {
  const stream = await start();
  expect(await roundsIn(0, () => scheduler.afterCall("commit"))).toBe(0);
  expect(await roundsIn(0, () => stream.send("head", announced("a", 7)))).toBe(0);
  expect(less).toEqual(["push", "a 7"]);
  for (const event of ["{}", "null", "not json", announced("a", 7).replace("7", '"7"')]) {
    expect(await roundsIn(0, () => stream.send("head", event))).toBe(1);
  }
  expect(await roundsIn(0, () => stream.send("account"))).toBe(1);
  expect(await roundsIn(0, () => scheduler.afterCall("create_vault"))).toBe(1);
  expect(less).toHaveLength(2);
});

test("what comes during a run follows it, the newest head of each goal, or one round for all", async () => {
  const stream = await start();
  await roundsIn(0, () => {
    scheduler.afterCall("commit");
    scheduler.afterCall("commit");
    scheduler.afterCall("commit");
    for (const number of [4, 5]) stream.send("head", announced("a", number));
    stream.send("head", announced("b", 1));
  });
  expect(less).toEqual(["push", "push", "a 5", "b 1"]);
  less = [];
  const together = () => {
    scheduler.afterCall("commit");
    scheduler.afterCall("commit");
    stream.send("head", announced("a", 6));
    scheduler.now();
  };
  expect(await roundsIn(0, together)).toBe(1);
  expect(less).toEqual(["push"]);
});

test("changes do not put off the round that comes every five minutes", async () => {
  Stream.server = "beats";
  await start();
  let found = 0;
  for (let minute = 0; minute < 30; minute++) {
    found += await roundsIn(60_000, () => scheduler.afterCall("commit"));
  }
  expect(less).toHaveLength(30);
  expect(found).toBe(6);
});

test("a change that finds no server is tried again soon, and after its return all is planned anew", async () => {
  Stream.server = "beats";
  await start();
  status = OFFLINE;
  await roundsIn(0, () => scheduler.afterCall("commit"));
  expect(await roundsIn(2_000)).toBeGreaterThan(0);
  status = SYNCED;
  await roundsIn(0, () => scheduler.afterCall("commit"));
  expect(await roundsIn(20_000)).toBe(0);
});
