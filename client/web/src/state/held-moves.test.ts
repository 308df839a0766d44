import { beforeEach, expect, it, test, vi } from "vitest";
import { equalShares } from "../model/allocations";
import type { Draft, PagePatch, SimView } from "../model/engine";
import { MOVES_MAX } from "../platform/moves";

interface Call {
  input: { vault: string; page: 1 | 2 | 3; patch: object; gesture: string };
  answer: (view: SimView) => void;
  refuse: (error: Error) => void;
}
const calls: Call[] = [];
const stored = new Map<string, string>();
let gestures = 0;

vi.mock("../kernel/engine-client", () => ({
  engine: {
    call: (_method: "draft", input: Call["input"]) =>
      new Promise<SimView>((answer, refuse) => {
        calls.push({ input, answer, refuse });
      }),
    flush: () => {},
  },
}));
vi.mock("../platform/gesture", () => ({ gestureName: () => `here-${gestures}` }));

const STORED: Draft = {
  page1: { mass_modifier: 0, volume_override: 0.5, horizon_override: "D1" },
  page2: {
    mass_filter: 0,
    flow_filter: 0,
    sigma_filter: 1,
    virtual_anchor_shift: [0, 0],
    ops: [],
  },
  page3: { allocations: equalShares() },
};
const mass = (mass_modifier: number): PagePatch => ({ page: 1, patch: { mass_modifier } });
const same = (vault: string) => vault;
const tick = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A page of the tab: the module as a load of the page gives it. */
async function load() {
  vi.resetModules();
  calls.length = 0;
  const draft = await import("./draft");
  draft.keepMoves();
  return draft;
}
type Page = Awaited<ReturnType<typeof load>>;

async function answerAll(page: Page): Promise<void> {
  for (let next = 0; page.drafting.value; next++) {
    calls[next]?.answer({} as SimView);
    await tick();
  }
}

beforeEach(() => {
  stored.clear();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});

test("a change before the engine is up is shown, waits, outlives a reload, and is sent once", async () => {
  const before = await load();
  before.submitDraft("v", mass(0.1), "last");
  before.submitDraft("v", mass(0.3), "last");
  expect(before.overlayDraft("v", STORED).page1.mass_modifier).toBe(0.3);
  expect(before.isUncomputed("v")).toBe(true);
  expect(before.isUncomputed("other")).toBe(false);
  expect(calls).toEqual([]);

  const after = await load();
  expect(after.overlayDraft("v", STORED).page1.mass_modifier).toBe(0.3);
  expect(after.isUncomputed("v")).toBe(true);
  after.releaseMoves((vault) => `new ${vault}`);
  expect(calls.map(({ input }) => input)).toMatchObject([
    { vault: "new v", page: 1, patch: { mass_modifier: 0.3 }, start: "last" },
  ]);
  expect(after.isUncomputed("new v")).toBe(true);
  expect(stored.size).toBe(1);
  await answerAll(after);
  expect(after.isUncomputed("new v")).toBe(false);
  expect(stored.size).toBe(0);
  // From here on a change is not stored: the engine has it at once.
  after.submitDraft("v", mass(0.4), "last");
  expect(stored.size).toBe(0);
});

test("an engine that goes gives its unanswered change back, and a refusal does not come again", async () => {
  const page = await load();
  const { EngineError } = await import("../model/engine");
  page.releaseMoves(same);
  page.submitDraft("v", mass(0.2), "last");
  page.holdMoves();
  calls[0]?.refuse(new EngineError({ code: "WORKER_FAILED", detail: "" }));
  await tick();
  expect(page.draftProblem.value).toBeNull();
  expect(page.overlayDraft("v", STORED).page1.mass_modifier).toBe(0.2);
  page.releaseMoves(same);
  calls[1]?.refuse(new EngineError({ code: "INVALID_PATCH_RANGE", detail: "" }));
  await tick();
  expect(page.draftProblem.value?.code).toBe("INVALID_PATCH_RANGE");
  expect([page.drafting.value, calls.length, stored.size]).toEqual([false, 2, 0]);
});

test("a reload does not wait for an engine that is not up, and a commit does", async () => {
  const page = await load();
  page.submitDraft("v", mass(0.2), "last");
  await page.whenDraftKept();
  let settled = false;
  void page.whenDraftSettled().then(() => {
    settled = true;
  });
  await tick();
  expect(settled).toBe(false);
  page.releaseMoves(same);
  await answerAll(page);
  expect(settled).toBe(true);
});

test.each(["", "{", "[1]", '[{"vault":"v","page":4,"patch":{},"start":"last","gesture":""}]'])(
  "a storage that holds %j holds no change",
  async (text) => {
    stored.set("autus.moves", text);
    expect((await load()).drafting.value).toBe(false);
  },
);

/** A generator of numbers in [0, 1) that a seed fixes. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const FIELDS = ["mass_modifier", "volume_override"] as const;

it.each(Array.from({ length: 12 }, (_, seed) => seed))(
  "any order of changes, reloads and starts of the engine ends with what was set last (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const wanted: Record<string, Record<string, number>> = { v: {}, w: {} };
    const got: Record<string, Record<string, number>> = { v: {}, w: {} };
    let page = await load();
    let up = false;
    const take = (call: Call | undefined) => {
      if (!call) return;
      Object.assign(got[call.input.vault] ?? {}, call.input.patch);
      call.answer({} as SimView);
    };
    for (let step = 0; step < 200; step++) {
      const dice = random();
      const vault = random() < 0.5 ? "v" : "w";
      if (dice < 0.6) {
        const field = FIELDS[Math.floor(random() * 2)] ?? "mass_modifier";
        gestures += random() < 0.5 ? 1 : 0;
        page.submitDraft(vault, { page: 1, patch: { [field]: step } }, "last");
        Object.assign(wanted[vault] ?? {}, { [field]: step });
        expect(page.overlayDraft(vault, STORED).page1[field]).toBe(step);
      } else if (dice < 0.7) {
        if (!up) page.releaseMoves(same);
        up = true;
      } else if (dice < 0.8 && !up) {
        page = await load();
      } else if (dice < 0.9) {
        if (up) page.holdMoves();
        up = false;
      } else {
        // Calls that an engine took before it went are answered too.
        for (const call of calls.splice(0)) take(call);
        await tick();
      }
      const held = JSON.parse(stored.get("autus.moves") ?? "[]") as object[];
      // What is in flight may be stored beside a full queue with one entry a goal.
      expect(held.length).toBeLessThanOrEqual(MOVES_MAX + 4);
    }
    if (!up) page.releaseMoves(same);
    while (page.drafting.value) {
      take(calls.shift());
      await tick();
    }
    expect(got).toEqual(wanted);
    expect(stored.size).toBe(0);
  },
);
