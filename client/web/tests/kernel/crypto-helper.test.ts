/** Large batches go to a second worker, and to the first whenever there is no second. */

import { decode, encode } from "@msgpack/msgpack";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerWith, type HostCall } from "../../src/kernel/host/answers";
import { withHelper } from "../../src/kernel/host/crypto-helper";
import { cryptoOperations } from "../../src/kernel/host/crypto-operations";
import type { FromHelper, ToHelper } from "../../src/kernel/host/helper-messages";

const SMALL = encode([new Uint8Array(100)]);
const LARGE = encode([new Uint8Array(200 * 1024)]);
const work = answerWith(Promise.resolve(cryptoOperations));

/** A worker as the browser has it, with the code of the real one behind it. */
class FakeWorker extends EventTarget {
  terminated = false;
  /** Whether it answers. */
  answers = true;
  asked = 0;

  postMessage({ id, operation, input }: ToHelper): void {
    this.asked += 1;
    if (this.answers) void work(operation, input).then((answer) => this.say({ id, answer }));
  }

  say(data: FromHelper): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  terminate(): void {
    this.terminated = true;
  }
}

let workers: FakeWorker[];
let local: ReturnType<typeof vi.fn<HostCall>>;
let call: HostCall;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("self", globalThis);
  workers = [];
  local = vi.fn<HostCall>(work);
  call = withHelper(local, () => {
    workers.push(new FakeWorker());
    return workers.at(-1) as unknown as Worker;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const accepted = async (answer: Promise<Uint8Array>) =>
  (decode(await answer) as [boolean, unknown])[0];

async function ready(): Promise<FakeWorker> {
  await call("sha256", LARGE);
  const worker = workers[0] as FakeWorker;
  worker.say("ready");
  local.mockClear();
  return worker;
}

test("small batches and other operations start no worker", async () => {
  await call("sha256", SMALL);
  await call("argon2id", LARGE);
  expect(workers).toHaveLength(0);
  expect(local).toHaveBeenCalledTimes(2);
});

test("the first worker does the work until the second is ready", async () => {
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  expect([workers.length, local.mock.calls.length]).toEqual([1, 2]);
  workers[0]?.say("ready");
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  expect([workers[0]?.asked, local.mock.calls.length]).toEqual([1, 2]);
});

test("both give the same answers, in any order", async () => {
  const worker = await ready();
  const texts = [encode([new Uint8Array(150_000)]), encode([new Uint8Array(160_000).fill(1)])];
  const answers = await Promise.all(texts.map((text) => call("sha256", text)));
  expect(answers).toEqual(await Promise.all(texts.map((text) => work("sha256", text))));
  expect([worker.asked, local.mock.calls.length]).toEqual([2, 0]);
});

test("what a broken worker has not answered is done by the first, and no other is started", async () => {
  const worker = await ready();
  worker.answers = false;
  const waiting = [call("sha256", LARGE), call("sha256", LARGE)];
  worker.dispatchEvent(new Event("error", { cancelable: true }));
  expect(await Promise.all(waiting.map(accepted))).toEqual([true, true]);
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  expect([local.mock.calls.length, workers.length, worker.terminated]).toEqual([3, 1, true]);
});

test("what a worker that hangs has not answered is done by the first, and no other is started", async () => {
  const worker = await ready();
  worker.answers = false;
  const waiting = [call("sha256", LARGE), call("sha256", LARGE)];
  vi.advanceTimersByTime(9_000);
  // More work gives it no more time.
  waiting.push(call("sha256", LARGE));
  expect([worker.terminated, local.mock.calls.length]).toEqual([false, 0]);
  vi.advanceTimersByTime(2_000);
  expect(await Promise.all(waiting)).toEqual(Array(3).fill(await work("sha256", LARGE)));
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  expect([local.mock.calls.length, workers.length, worker.terminated]).toEqual([4, 1, true]);
});

test("a worker that answers one of many batches has not hung", async () => {
  const worker = await ready();
  worker.answers = false;
  const waiting = [call("sha256", LARGE), call("sha256", LARGE)];
  const answer = await work("sha256", LARGE);
  for (const id of [1, 2]) {
    vi.advanceTimersByTime(9_000);
    worker.say({ id, answer });
  }
  expect(await Promise.all(waiting)).toEqual([answer, answer]);
  expect([local.mock.calls.length, worker.terminated]).toEqual([0, false]);
});

test("a browser that refuses a worker is no problem", async () => {
  const refused = withHelper(local, () => {
    throw new Error("no worker");
  });
  expect(await accepted(refused("sha256", LARGE))).toBe(true);
});

test("a worker without work ends, and the next large batch starts one", async () => {
  const worker = await ready();
  vi.advanceTimersByTime(9_000);
  expect(await accepted(call("sha256", LARGE))).toBe(true);
  vi.advanceTimersByTime(9_000);
  expect(worker.terminated).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(worker.terminated).toBe(true);
  await call("sha256", LARGE);
  expect(workers).toHaveLength(2);
});
