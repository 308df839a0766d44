import { beforeEach, describe, expect, it, vi } from "vitest";
import { equalShares } from "../model/allocations";
import type { Draft, PagePatch, SimView } from "../model/engine";
import { EngineError } from "../model/engine";
import { NO_QUANTITIES } from "../model/quantities";

type Call = { input: object; answer: (view: SimView) => void; refuse: (error: Error) => void };
const calls: Call[] = [];
/** How many calls had gone when what is in memory was to be written. */
const flushedAfter: number[] = [];

// The real engine lives in a worker; the queue in front of it is what is tested here.
vi.mock("../kernel/engine-client", () => ({
  engine: {
    call: (_method: "draft", input: object) =>
      new Promise<SimView>((answer, refuse) => {
        calls.push({ input, answer, refuse });
      }),
    flush: () => {
      flushedAfter.push(calls.length);
    },
  },
}));

const {
  draftProblem,
  drafting,
  onDraftAnswer,
  overlayDraft,
  releaseMoves,
  whenDraftSettled,
  submitDraft: submit,
  saveBeforeLeaving,
} = await import("./draft");

const submitDraft = (vault: string, change: PagePatch) => submit(vault, change, "last");
/** What the engine is asked to change. */
const asked = (call: Call | undefined) => {
  const sent = { gesture: "", start: "", ...call?.input };
  const { gesture, start, ...rest } = sent;
  expect(start).toBe("last");
  expect(gesture).toMatch(/^[0-9a-f]{8}-\d+ \d/);
  return rest;
};

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
const ANSWER: SimView = {
  sim: null,
  draft: STORED,
  gate: { code: "NO_DRAFT" },
  change: { live: NO_QUANTITIES, drift: NO_QUANTITIES, sim: null },
  slots: [],
  start: null,
  undo: 0,
  redo: 0,
};
const mass = (mass_modifier: number): PagePatch => ({ page: 1, patch: { mass_modifier } });
const volume = (volume_override: number): PagePatch => ({ page: 1, patch: { volume_override } });

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function answerAll(): Promise<void> {
  while (drafting.value) {
    calls.at(-1)?.answer(ANSWER);
    await tick();
  }
}

beforeEach(async () => {
  releaseMoves((vault) => vault);
  await answerAll();
  calls.length = 0;
  flushedAfter.length = 0;
  onDraftAnswer(() => {});
});

describe("submitDraft", () => {
  it("keeps one call in flight and sends the newest value of each gesture next", async () => {
    for (const value of [0.1, 0.2, 0.3]) submitDraft("v", mass(value));
    submitDraft("v", volume(0.7));
    expect(calls.map(asked)).toEqual([{ vault: "v", page: 1, patch: { mass_modifier: 0.1 } }]);
    await answerAll();
    expect(calls.slice(1).map(asked)).toEqual([
      { vault: "v", page: 1, patch: { mass_modifier: 0.3 } },
      { vault: "v", page: 1, patch: { volume_override: 0.7 } },
    ]);
    const gestures = calls.map(({ input }) => (input as { gesture: string }).gesture);
    expect(new Set(gestures).size).toBe(2);
    expect(gestures[0]).toBe(gestures[1]);
  });

  it("names a change of many settings within the 64 characters of a gesture", () => {
    const patch = { mass_filter: 0, flow_filter: 0, sigma_filter: 1 };
    const shift: [number, number] = [0, 0];
    submitDraft("v", { page: 2, patch: { ...patch, virtual_anchor_shift: shift, ops: [] } });
    const { gesture = "" } = { ...calls[0]?.input } as { gesture?: string };
    expect(gesture.length).toBeLessThanOrEqual(64);
  });

  it("shows what was set before the engine answers, for that goal only", () => {
    submitDraft("v", mass(0.1));
    submitDraft("v", mass(0.2));
    expect(overlayDraft("v", STORED).page1.mass_modifier).toBe(0.2);
    expect(overlayDraft("other", STORED).page1.mass_modifier).toBe(0);
  });

  it("keeps changes of different pages and goals apart", async () => {
    submitDraft("v", mass(0.1));
    submitDraft("v", { page: 3, patch: { allocations: equalShares() } });
    submitDraft("w", mass(0.4));
    await answerAll();
    expect(calls.map(asked)).toEqual([
      { vault: "v", page: 1, patch: { mass_modifier: 0.1 } },
      { vault: "v", page: 3, patch: { allocations: equalShares() } },
      { vault: "w", page: 1, patch: { mass_modifier: 0.4 } },
    ]);
  });

  it("hands each answer to its goal and settles after the last", async () => {
    const heard: string[] = [];
    onDraftAnswer((vault) => heard.push(vault));
    submitDraft("v", mass(0.1));
    submitDraft("v", mass(0.2));
    let done = false;
    const waiting = whenDraftSettled().then(() => {
      done = true;
    });
    calls[0]?.answer(ANSWER);
    await tick();
    expect(done).toBe(false);
    calls[1]?.answer(ANSWER);
    await waiting;
    expect(heard).toEqual(["v", "v"]);
    await whenDraftSettled();
  });

  it("tells a refusal, falls back to the stored draft and goes on", async () => {
    submitDraft("v", mass(9));
    calls[0]?.refuse(new EngineError({ code: "INVALID_PATCH_RANGE", detail: "9" }));
    await tick();
    expect(draftProblem.value?.code).toBe("INVALID_PATCH_RANGE");
    expect(overlayDraft("v", STORED).page1.mass_modifier).toBe(0);
    submitDraft("v", mass(0.1));
    await answerAll();
    expect(draftProblem.value).toBeNull();
  });
});

describe("saveBeforeLeaving", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const frame = new EventTarget();
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", frame);
  saveBeforeLeaving();

  it.each([
    ["is hidden", () => page.dispatchEvent(new Event("visibilitychange")), "hidden"],
    ["goes", () => frame.dispatchEvent(new Event("pagehide")), "visible"],
    ["is about to go", () => frame.dispatchEvent(new Event("beforeunload")), "visible"],
  ])("sends all that waits before it is written when the page %s", async (_, leave, state) => {
    for (const value of [0.1, 0.2, 0.3]) submitDraft("v", mass(value));
    submitDraft("w", volume(0.7));
    page.visibilityState = state;
    leave();
    expect(flushedAfter).toEqual([3]);
    expect(calls.slice(1).map(asked)).toEqual([
      { vault: "v", page: 1, patch: { mass_modifier: 0.3 } },
      { vault: "w", page: 1, patch: { volume_override: 0.7 } },
    ]);
    submitDraft("v", mass(0.4));
    expect(overlayDraft("v", STORED).page1.mass_modifier).toBe(0.4);
    for (const call of calls.splice(0)) call.answer(ANSWER);
    await tick();
    expect(calls.map(asked)).toEqual([{ vault: "v", page: 1, patch: { mass_modifier: 0.4 } }]);
    await answerAll();
  });

  it("lets a page that is shown again be", () => {
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(flushedAfter).toEqual([]);
  });
});
