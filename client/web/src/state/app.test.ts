import { beforeEach, expect, test, vi } from "vitest";
import type { ClientEvent } from "../model/engine";

let tell: (event: ClientEvent) => void = () => {};
const boot = vi.fn();
const subscribe = vi.fn((listener: typeof tell) => {
  tell = listener;
});

/** The calls about the draft, in their order, and what answers the first. */
const calls: string[] = [];
let answerDraft = () => {};

const methods: Record<string, () => unknown> = {
  boot,
  view: async () => ({ vault: "v", sim: null, draft: {}, gate: null }),
  draft: () => {
    calls.push("draft");
    return new Promise<object>((resolve) => {
      answerDraft = () => resolve({ sim: null, draft: {}, gate: null });
    });
  },
  save_draft: async () => void calls.push("save_draft"),
};

vi.mock("../kernel/engine-client", () => ({
  engine: {
    call: (method: string) => methods[method]?.(),
    subscribe,
    persistence: async () => "unknown",
  },
}));

const TIMED_OUT = { code: "BOOT_TIMED_OUT", detail: "The engine did not start within 120 s." };

beforeEach(() => {
  vi.resetModules();
  vi.clearAllMocks();
});

test("why the engine did not start keeps its code, by which it is told in the person's language", async () => {
  const { phase, start } = await import("./app");
  boot.mockReturnValue(new Promise(() => {}));
  void start();
  tell({ type: "phase", phase: "failed", ...TIMED_OUT });
  expect(phase.value).toMatchObject({ phase: "failed", ...TIMED_OUT });
});

test("so does a refused start", async () => {
  const { phase, start } = await import("./app");
  const { EngineError } = await import("../model/engine");
  boot.mockRejectedValue(new EngineError(TIMED_OUT));
  await start();
  expect(phase.value).toEqual({ phase: "failed", ...TIMED_OUT });
});

test("a page whose start was refused starts with the engine of the tab that comes after", async () => {
  const { booted, phase, start, vaults } = await import("./app");
  boot.mockRejectedValueOnce(TIMED_OUT);
  await start();
  expect(booted.value).toBe(false);
  const goals = [{ vault: "v", name: "Sail" }];
  boot.mockResolvedValue({ vaults: goals, account: null, sync: {}, active: null });
  tell({ type: "phase", phase: "loading" });
  tell({ type: "phase", phase: "follower" });
  await vi.waitFor(() => expect(booted.value).toBe(true));
  expect(vaults.value).toEqual(goals);
  expect(phase.value.phase).toBe("follower");
  tell({ type: "phase", phase: "ready" });
  expect(boot).toHaveBeenCalledTimes(2);
  expect(subscribe).toHaveBeenCalledOnce();
});

test("a start that still runs when the engine is ready is not made twice", async () => {
  const { start } = await import("./app");
  boot.mockReturnValue(new Promise(() => {}));
  void start();
  tell({ type: "phase", phase: "ready" });
  expect(boot).toHaveBeenCalledOnce();
});

test("a draft is saved once all that the person has set is in it", async () => {
  const { change, saveDraft, start } = await import("./app");
  boot.mockResolvedValue({ vaults: [], account: null, sync: {}, active: "v" });
  await start();
  tell({ type: "phase", phase: "ready" });
  change({ page: 1, patch: { mass_modifier: 0.3 } });
  const done = saveDraft();
  await new Promise((resolve) => setTimeout(resolve));
  expect(calls).toEqual(["draft"]);
  answerDraft();
  await done;
  expect(calls).toEqual(["draft", "save_draft"]);
});
