import { expect, test } from "vitest";
import { retryDelay } from "../../src/kernel/sync-scheduler";

test("the wait doubles up to five minutes, and chance takes off up to half", () => {
  const longest = (failures: number) => retryDelay(failures, () => 1);
  expect([0, 1, 2, 3].map(longest)).toEqual([1000, 2000, 4000, 8000]);
  expect(longest(9)).toBe(300_000);
  expect(longest(10_000)).toBe(300_000);
  expect(retryDelay(1, () => 0)).toBe(1000);
});
