import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Changes, Owner } from "./typed";

interface Call {
  vault?: string;
  changes: Changes;
  answer: () => void;
  refuse: (code: string) => void;
}
const calls: Call[] = [];
let leaving: (event: Event) => void = () => {};

vi.mock("../kernel/engine-client", () => ({
  engine: {
    call: (_method: "keep_typed", input: { vault?: string; changes: Changes }) =>
      new Promise<void>((resolve, reject) => {
        calls.push({
          ...input,
          answer: resolve,
          refuse: (code) => reject(new EngineError({ code, detail: "" })),
        });
      }),
  },
}));

let typed: typeof import("./typed");
let EngineError: typeof import("../model/engine").EngineError;
const sent = () => calls.map(({ vault, changes }) => [vault ?? null, changes]);
const tick = () => vi.advanceTimersByTimeAsync(0);
const text = (owner: Owner) => typed.typedTexts(owner);

beforeEach(async () => {
  vi.resetModules();
  vi.useFakeTimers();
  calls.length = 0;
  const page = new EventTarget();
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  vi.stubGlobal("window", page);
  leaving = (event) => page.dispatchEvent(event);
  typed = await import("./typed");
  ({ EngineError } = await import("../model/engine"));
  typed.followGoals([
    { vault: "a", former: [] },
    { vault: "b", former: [] },
  ]);
});

describe("typed text", () => {
  it("belongs to its goal and is sent after a moment, merged", async () => {
    typed.setTyped("a", "label", "f");
    typed.setTyped("a", "label", "for A");
    typed.setTyped("a", "note", "n");
    typed.setTyped("b", "label", "for B");
    typed.setTyped(null, "goal.title", "C");
    expect([text("a"), text("b")]).toEqual([{ label: "for A", note: "n" }, { label: "for B" }]);
    expect(typed.typedText("b", "note")).toBeNull();
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(sent()).toEqual([
      ["a", { label: "for A", note: "n" }],
      ["b", { label: "for B" }],
      [null, { "goal.title": "C" }],
    ]);
    expect(typed.unkept.value).toBe(true);
    for (const call of calls) call.answer();
    await tick();
    expect(typed.unkept.value).toBe(false);
  });

  it("is ahead of what the engine tells, until the engine has it", async () => {
    typed.setTyped("a", "label", "one");
    await vi.advanceTimersByTimeAsync(100);
    typed.setTyped("a", "label", "one two");
    typed.receiveTyped("a", { label: "one", note: "of another tab" });
    typed.receiveAllTyped("a", { label: "older", note: "of another tab" });
    expect(text("a")).toEqual({ label: "one two", note: "of another tab" });
    typed.setTyped("a", "note", null);
    typed.receiveTyped("a", { note: "of another tab" });
    expect(text("a")).toEqual({ label: "one two" });
    calls[0]?.answer();
    await vi.advanceTimersByTimeAsync(100);
    calls[1]?.answer();
    await tick();
    typed.receiveTyped("a", { label: null });
    expect(text("a")).toEqual({});
  });

  it("is forgotten once it is saved, but not what was typed meanwhile", () => {
    typed.setTyped("a", "label", "one");
    typed.setTyped("a", "note", "n");
    const saved = text("a");
    typed.setTyped("a", "label", "one two");
    typed.forgetTyped("a", saved);
    expect(text("a")).toEqual({ label: "one two" });
  });

  it("is sent at once when the page may go", async () => {
    typed.keepTypedBeforeLeaving();
    typed.setTyped("a", "label", "one");
    await vi.advanceTimersByTimeAsync(100);
    typed.setTyped("a", "label", "one two");
    const event = new Event("beforeunload", { cancelable: true });
    leaving(event);
    expect(sent()).toEqual([
      ["a", { label: "one" }],
      ["a", { label: "one two" }],
    ]);
    expect(event.defaultPrevented).toBe(false);
  });

  it("stays when the engine refuses it, is sent again, and the browser asks before it goes", async () => {
    typed.keepTypedBeforeLeaving();
    typed.setTyped("a", "label", "one");
    await vi.advanceTimersByTimeAsync(100);
    typed.setTyped("a", "note", "n");
    calls[0]?.refuse("STORAGE_FULL");
    await tick();
    expect(typed.typedProblem.value?.code).toBe("STORAGE_FULL");
    expect(text("a")).toEqual({ label: "one", note: "n" });
    const event = new Event("beforeunload", { cancelable: true });
    leaving(event);
    expect(event.defaultPrevented).toBe(true);
    expect(sent().at(-1)).toEqual(["a", { label: "one", note: "n" }]);
    calls[1]?.answer();
    await tick();
    expect([typed.typedProblem.value, typed.unkept.value]).toEqual([null, false]);
  });

  it("goes along when its goal gets another id", async () => {
    typed.setTyped("a", "label", "sent");
    await vi.advanceTimersByTimeAsync(100);
    typed.setTyped("a", "note", "waits");
    typed.followGoals([{ vault: "new", former: ["a"] }]);
    calls[0]?.refuse("NO_SUCH_VAULT");
    await vi.advanceTimersByTimeAsync(100);
    expect(text("new")).toEqual({ label: "sent", note: "waits" });
    expect(sent().at(-1)).toEqual(["new", { label: "sent", note: "waits" }]);
  });

  it("waits for the list of goals if the engine tells first that the goal is gone", async () => {
    typed.setTyped("a", "label", "sent");
    await vi.advanceTimersByTimeAsync(100);
    calls[0]?.refuse("VAULT_MOVED");
    await tick();
    expect(typed.typedProblem.value).toBeNull();
    typed.followGoals([{ vault: "new", former: ["a"] }]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent().slice(1)).toEqual([["new", { label: "sent" }]]);
  });

  it("goes with its goal when that is deleted", async () => {
    typed.setTyped("a", "label", "sent");
    await vi.advanceTimersByTimeAsync(100);
    typed.followGoals([{ vault: "b", former: [] }]);
    calls[0]?.refuse("NO_SUCH_VAULT");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(1);
    expect([text("a"), typed.unkept.value]).toEqual([{}, false]);
  });
});
