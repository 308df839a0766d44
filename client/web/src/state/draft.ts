/**
 * The path from a moving control to its preview. One call is in flight. Changes of one gesture that arrive meanwhile
 * are merged and go next, so the newest position wins and nothing waits on a timer. When the page may be about to go, all
 * waiting changes go at once.
 *
 * While no engine is up, the changes are held: they wait here and in the storage of the tab, so that neither a reload
 * nor an engine that does not start loses one.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Draft, PagePatch, Problem, SimView, Start } from "../model/engine";
import { problemOf } from "../model/problem";
import { gestureName } from "../platform/gesture";
import { watchLeaving } from "../platform/leaving";
import { MOVES_MAX, type Move, readMoves, storeMoves } from "../platform/moves";

type Patches = Partial<Record<Move["page"], object>>;

const waiting = signal<Move[]>([]);
const inFlight = signal<Move[]>([]);
/** No engine is up. */
const held = signal(true);
/** How many changes were held when the engine came up and have no answer yet. */
const behind = signal(0);

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

/** No preview holds what was moved last: it was moved before the engine was up. */
export function isUncomputed(vault: string): boolean {
  return (held.value || behind.value > 0) && isDrafting(vault);
}

/** Where in the queue a change is merged, or -1. A full queue merges gestures that no engine has seen. */
function placeOf(queue: readonly Move[], { vault, page, gesture }: Move): number {
  const same = queue.findIndex((it) => it.vault === vault && it.gesture === gesture);
  if (same >= 0 || queue.length < MOVES_MAX) return same;
  return queue.findLastIndex((it) => it.vault === vault && it.page === page);
}

/** The setting that a patch changes. The engine bounds the name of a gesture, so the names of several do not go into it. */
function settingOf(patch: object): string {
  const [first = "", ...more] = Object.keys(patch);
  return more.length > 0 ? "several" : first;
}

/** Changes the draft, which begins at `start` if there is none. */
export function submitDraft(vault: string, change: PagePatch, start: Start): void {
  const queue = waiting.value;
  const { page, patch } = change;
  const gesture = `${gestureName()} ${page} ${settingOf(patch)}`;
  const move: Move = { vault, page, patch, start, gesture };
  const place = placeOf(queue, move);
  const merged = { ...move, patch: { ...queue[place]?.patch, ...patch } };
  const next = place < 0 ? [...queue, move] : queue.with(place, merged);
  // One batch with `pump`, so that the draft's followers run once.
  batch(() => {
    waiting.value = next;
    pump();
  });
}

/** Sends the next change once the one before it is answered. */
function pump(): void {
  const [next, ...rest] = waiting.peek();
  if (!next || held.peek() || inFlight.peek().length > 0) return;
  waiting.value = rest;
  void send(next);
}

async function send(request: Move): Promise<void> {
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
    behind.value = Math.max(0, behind.peek() - 1);
    if (answer) {
      draftProblem.value = null;
      apply(vault, answer);
    } else if (held.peek()) {
      // The engine has gone, and did not refuse this.
      waiting.value = [request, ...waiting.peek()];
    } else {
      draftProblem.value = problem;
    }
    pump();
  });
}

/** From here on changes wait: the engine is gone. */
export function holdMoves(): void {
  held.value = true;
}

/** Sends what was held, because the engine is up. `goalOf` gives the present id of a goal. */
export function releaseMoves(goalOf: (vault: string) => string): void {
  batch(() => {
    waiting.value = waiting.peek().map((move) => ({ ...move, vault: goalOf(move.vault) }));
    behind.value = waiting.peek().length + inFlight.peek().length;
    held.value = false;
    pump();
  });
}

/**
 * Takes what an earlier page of this tab has held. From then on the tab stores what is held, until the engine has
 * answered it. Call this before the first render.
 */
export function keepMoves(): void {
  waiting.value = readMoves();
  let stored = waiting.peek().length > 0;
  effect(() => {
    const open = [...inFlight.value, ...waiting.value];
    if (!stored && !(held.value && open.length > 0)) return;
    storeMoves(open);
    stored = open.length > 0;
  });
}

/** Sends everything now and in order, because the page may not live to see an answer. */
function sendAll(): void {
  if (held.peek()) return;
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
export function whenDraftSettled(): Promise<void> {
  return untilFalse(drafting);
}

/** Resolves when every change made so far has been answered, or is held where a reload does not lose it. */
export function whenDraftKept(): Promise<void> {
  return untilFalse(computed(() => drafting.value && !held.value));
}

async function untilFalse(waits: ReadonlySignal<boolean>): Promise<void> {
  if (!waits.value) return;
  await new Promise<void>((resolve) => {
    const stop = waits.subscribe((still) => {
      if (still) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
