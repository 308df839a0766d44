import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AnswerFirst } from "../../src/kernel/answer-first";
import type { ClientEvent } from "../../src/model/engine";

const event = (done: number): ClientEvent => ({ type: "progress", task: "a task", done, total: 9 });

let told: (number | string)[];
let events: AnswerFirst;

/** What the page gets, in its order. */
function call(answer: string, work: () => void | Promise<void>): Promise<void> {
  const answered = events.hold(async () => {
    await work();
    return answer;
  });
  // As the worker does: through promises, and in no later task.
  return answered.then((it) => it).then((it) => void told.push(it));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("self", globalThis);
  told = [];
  events = new AnswerFirst((it) => told.push(it.type === "progress" ? it.done : it.type));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an event outside of a call is sent at once", () => {
  events.publish(event(1));
  expect(told).toEqual([1]);
});

test("the events of a call come after its answer, in their order, and so do those that follow", async () => {
  await call("answer", () => {
    events.publish(event(1));
    events.publish(event(2));
  });
  events.publish(event(3));
  expect(told).toEqual(["answer"]);
  vi.advanceTimersByTime(0);
  events.publish(event(4));
  expect(told).toEqual(["answer", 1, 2, 3, 4]);
});

test("a refused call holds nothing back", async () => {
  const refused = events.hold(async () => {
    events.publish(event(1));
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  vi.advanceTimersByTime(0);
  events.publish(event(2));
  expect(told).toEqual([1, 2]);
});

test("a long call holds an event for 20 ms at most", async () => {
  let end = () => {};
  const answered = call("answer", async () => {
    events.publish(event(1));
    await new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  vi.advanceTimersByTime(19);
  events.publish(event(2));
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([1, 2]);
  end();
  await answered;
  expect(told).toEqual([1, 2, "answer"]);
});

test("what is flushed comes before a newer answer, and only once", async () => {
  await call("answer", () => events.publish(event(1)));
  events.flush();
  told.push("draft");
  vi.advanceTimersByTime(60);
  expect(told).toEqual(["answer", 1, "draft"]);
});
