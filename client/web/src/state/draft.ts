/**
 * The path from a moving control to its preview. One call is in flight. Changes of one gesture that arrive meanwhile
 * are merged and go next, so the newest position wins and nothing waits on a timer. When the page may be about to go, all
 * waiting changes go at once.
 */
import { batch, computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft, PagePatch, Problem, SimView, Start } from "../model/engine";
import { problemOf } from "../model/problem";
import { gestureName } from "../platform/gesture";
import { watchLeaving } from "../platform/leaving";

type PageNumber = 1 | 2 | 3;
type Patches = Partial<Record<PageNumber, object>>;
interface Request {
  vault: string;
  page: PageNumber;
  patch: object;
  start: Start;
  gesture: string;
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

/** A change of this goal's draft has no answer yet. */
export function isDrafting(vault: string): boolean {
  return [...inFlight.value, ...waiting.value].some((it) => it.vault === vault);
}

/** Changes the draft, which begins at `start` if there is none. */
export function submitDraft(vault: string, change: PagePatch, start: Start): void {
  const queue = waiting.value;
  const { page } = change;
  const gesture = `${gestureName()} ${page} ${Object.keys(change.patch).join(" ")}`;
  const same = queue.findIndex((it) => it.vault === vault && it.gesture === gesture);
  const patch = same < 0 ? change.patch : { ...queue[same]?.patch, ...change.patch };
  const request: Request = { vault, page, patch, start, gesture };
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
  const { vault, page, patch, start, gesture } = request;
  let problem: Problem | null = null;
  let answer: SimView | null = null;
  try {
    answer = await engine.call("draft", { vault, page, patch, start, gesture });
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
