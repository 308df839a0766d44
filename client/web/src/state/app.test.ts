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
/** What this tab has stored for its next page. */
const stored = new Map<string, string>();

const viewOf = (vault: string) => ({
  ...{ vault, sim: null, draft: {}, gate: null, typed: {} },
  ...{ last: {}, controls: { start: "last", held: [] } },
});
const goal = (vault: string, former: string[] = []) => ({ vault, name: vault, former });
const booting = (active: string | null, ...vaults: object[]) => ({
  vaults,
  account: null,
  sync: {},
  active,
  typed: {},
});

const methods: Record<string, (input?: { vault?: string }) => unknown> = {
  boot,
  view: async (input) => viewOf(input?.vault ?? ""),
  select_vault: async (input) => {
    calls.push(`select_vault ${input?.vault}`);
    return viewOf(input?.vault ?? "");
  },
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
    call: (method: string, input?: object) => methods[method]?.(input),
    subscribe,
    persistence: async () => "unknown",
    endStart: () => {},
  },
}));

const TIMED_OUT = { code: "BOOT_TIMED_OUT", detail: "The engine did not start within 120 s." };

beforeEach(() => {
  vi.resetModules();
  vi.clearAllMocks();
  calls.length = 0;
  stored.clear();
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
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
  const goals = [goal("v")];
  boot.mockResolvedValue(booting(null, ...goals));
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
  boot.mockResolvedValue(booting("v", goal("v")));
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

async function started(active: string | null, ...goals: ReturnType<typeof goal>[]) {
  const app = await import("./app");
  boot.mockResolvedValue(booting(active, ...goals));
  await app.start();
  tell({ type: "phase", phase: "ready" });
  return app;
}

const vaultsEvent = (active: string | null, ...vaults: object[]) =>
  ({ type: "vaults", active, vaults }) as ClientEvent;
const viewEvent = (vault: string) =>
  ({ type: "view", view: viewOf(vault) }) as unknown as ClientEvent;
const soon = () => new Promise((resolve) => setTimeout(resolve));

test("a tab keeps its goal when another tab opens, makes or changes one", async () => {
  const { view } = await started("a", goal("a"), goal("b"));
  tell(vaultsEvent("b", goal("a"), goal("b")));
  tell(viewEvent("b"));
  tell(vaultsEvent("c", goal("a"), goal("b"), goal("c")));
  await soon();
  expect(view.value?.vault).toBe("a");
});

test("a reload opens the goal that the tab had open, also under its new id", async () => {
  await started("a", goal("a"), goal("b"));
  vi.resetModules();
  expect((await started("b", goal("a"), goal("b"))).view.value?.vault).toBe("a");
  vi.resetModules();
  expect((await started("b", goal("x", ["y", "a"]), goal("b"))).view.value?.vault).toBe("x");
  vi.resetModules();
  // Its goal is gone.
  expect((await started("b", goal("b"))).view.value?.vault).toBe("b");
});

test("a tab follows its goal to a new id, and opens another one when it is gone", async () => {
  const { view } = await started("a", goal("a"), goal("b"));
  tell(vaultsEvent("b", goal("b"), goal("new", ["a"])));
  await vi.waitFor(() => expect(view.value?.vault).toBe("new"));
  tell(vaultsEvent("b", goal("b")));
  await vi.waitFor(() => expect(view.value?.vault).toBe("b"));
  tell(vaultsEvent(null));
  expect(view.value).toBeNull();
});

test("a page without a goal opens the first one that comes, and chooses one where nobody has", async () => {
  const { view } = await started(null);
  tell(viewEvent("a"));
  expect(view.value?.vault).toBe("a");
  stored.clear();
  vi.resetModules();
  const second = await started(null, goal("b"), goal("c"));
  expect(second.view.value?.vault).toBe("b");
  expect(calls).toContain("select_vault b");
});

test("a new leader's engine shows what it has of the goal of this tab", async () => {
  const { view } = await started("a", goal("a"), goal("b"));
  boot.mockResolvedValue(booting("b", goal("a"), goal("b")));
  tell({ type: "phase", phase: "loading" });
  tell({ type: "phase", phase: "follower" });
  await vi.waitFor(() => expect(boot).toHaveBeenCalledTimes(2));
  await soon();
  expect(view.value?.vault).toBe("a");
});
