/**
 * The path from a moving control to its preview. One call is in flight. Changes that arrive meanwhile are merged field by
 * field and go next, so the newest position wins and nothing waits on a timer. When the page may be about to go, all
 * waiting changes go at once.
 */
import { batch, computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft, PagePatch, Problem, SimView } from "../model/engine";
import { problemOf } from "../model/problem";
import { watchLeaving } from "../platform/leaving";

type PageNumber = 1 | 2 | 3;
type Patches = Partial<Record<PageNumber, object>>;
interface Request {
  vault: string;
  page: PageNumber;
  patch: object;
}

const waiting = signal<Request[]>([]);
const inFlight = signal<Request[]>([]);

/** Why the engine refused the last change. The next accepted change clears it. */
export const draftProblem = signal<Problem | null>(null);

export const drafting = computed(() => inFlight.value.length > 0 || waiting.value.length > 0);

let apply: (vault: string, answer: SimView) => void = () => {};

export function onDraftAnswer(listener: (vault: string, answer: SimView) => void): void {
  apply = listener;
}

/** The draft as the person has set it, ahead of the engine's answer. */
export function overlayDraft(vault: string, stored: Draft): Draft {
  const patches: Patches = {};
  for (const request of [...inFlight.value, ...waiting.value]) {
    if (request.vault !== vault) continue;
    patches[request.page] = { ...patches[request.page], ...request.patch };
  }
  return {
    page1: { ...stored.page1, ...patches[1] },
    page2: { ...stored.page2, ...patches[2] },
    page3: { ...stored.page3, ...patches[3] },
  };
}

export function submitDraft(vault: string, change: PagePatch): void {
  const queue = waiting.value;
  const same = queue.findIndex((it) => it.vault === vault && it.page === change.page);
  const request: Request = {
    vault,
    page: change.page,
    patch: same < 0 ? change.patch : { ...queue[same]?.patch, ...change.patch },
  };
  const next = same < 0 ? [...queue, request] : queue.with(same, request);
  // One batch with `pump`, so that the draft's followers run once.
  batch(() => {
    waiting.value = next;
    pump();
  });
}

/** Sends the next change once the one before it is answered. */
function pump(): void {
  const [next, ...rest] = waiting.peek();
  if (!next || inFlight.peek().length > 0) return;
  waiting.value = rest;
  void send(next);
}

async function send(request: Request): Promise<void> {
  inFlight.value = [...inFlight.peek(), request];
  const { vault, page, patch } = request;
  let problem: Problem | null = null;
  let answer: SimView | null = null;
  try {
    answer = await engine.call("draft", { vault, page, patch } as { vault: string } & PagePatch);
  } catch (error) {
    problem = problemOf(error);
  }
  // One batch, so that each page renders once.
  batch(() => {
    inFlight.value = inFlight.peek().filter((it) => it !== request);
    draftProblem.value = problem;
    if (answer) apply(vault, answer);
    pump();
  });
}

/** Sends everything now and in order, because the page may not live to see an answer. */
function sendAll(): void {
  const all = waiting.peek();
  batch(() => {
    waiting.value = [];
    for (const request of all) void send(request);
  });
}

/** Sends what the person has just set to the store before the page can go. */
export function saveBeforeLeaving(): void {
  watchLeaving(() => {
    sendAll();
    engine.flush();
  });
}

/** Resolves when every change made so far has been answered. */
export async function whenDraftSettled(): Promise<void> {
  if (!drafting.value) return;
  await new Promise<void>((resolve) => {
    const stop = drafting.subscribe((busy) => {
      if (busy) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
