import { beforeEach, expect, test, vi } from "vitest";
import { IdleClock } from "../../src/kernel/idle-clock";

const MINUTE = 60_000;
let now = { monotonic: 5, wall: 1_000_000 };
const idle = vi.fn();
let clock: IdleClock;

function pass(milliseconds: number): void {
  now = { monotonic: now.monotonic + milliseconds, wall: now.wall + milliseconds };
  vi.advanceTimersByTime(milliseconds);
}

/** Every timer and the monotonic clock stand still. */
function sleep(milliseconds: number): void {
  now = { ...now, wall: now.wall + milliseconds };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("self", globalThis);
  idle.mockClear();
  clock = new IdleClock({ monotonic: () => now.monotonic, wall: () => now.wall }, idle);
  return () => vi.useRealTimers();
});

/** In steps: a timer reads the clock that the step before has set. */
function passSlowly(milliseconds: number): void {
  for (let done = 0; done < milliseconds; done += 1_000) pass(1_000);
}

test("tells after the time, and not before", () => {
  clock.limit(2 * MINUTE);
  passSlowly(2 * MINUTE - 1_000);
  expect(idle).not.toHaveBeenCalled();
  passSlowly(2_000);
  expect(idle).toHaveBeenCalledOnce();
});

test("begins anew whenever the person is here", () => {
  clock.limit(MINUTE);
  for (let step = 0; step < 10; step += 1) {
    passSlowly(MINUTE - 1_000);
    clock.active();
  }
  expect(idle).not.toHaveBeenCalled();
  passSlowly(MINUTE + 1_000);
  expect(idle).toHaveBeenCalledOnce();
});

test("counts the sleep of the device, also where an act of the person ends it", () => {
  clock.limit(MINUTE);
  sleep(MINUTE);
  clock.active();
  expect(idle).toHaveBeenCalledOnce();
});

test("finds the end of a sleep by itself", () => {
  clock.limit(60 * MINUTE);
  sleep(60 * MINUTE);
  passSlowly(16_000);
  expect(idle).toHaveBeenCalledOnce();
});

test("is not held back by a clock that was set back", () => {
  clock.limit(MINUTE);
  now = { ...now, wall: now.wall - 1_000 * MINUTE };
  passSlowly(MINUTE + 1_000);
  expect(idle).toHaveBeenCalledOnce();
});

test("tells nothing without a limit", () => {
  clock.limit(MINUTE);
  clock.limit(0);
  passSlowly(5 * MINUTE);
  clock.active();
  expect(idle).not.toHaveBeenCalled();
});
