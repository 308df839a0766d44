/**
 * The path from a moving control to its preview. One call is in flight; what moves meanwhile is merged field by
 * field and goes next, so the newest position always wins and nothing waits on a timer.
 */
import { batch, computed, signal } from "@preact/signals";
import { api } from "../kernel/api";
import type { Draft, PagePatch, Problem, SimView } from "../kernel/types";
import { problemOf } from "./problems";

type PageNumber = 1 | 2 | 3;
type Patches = Partial<Record<PageNumber, object>>;
interface Request {
  vault: string;
  page: PageNumber;
  patch: object;
}

const waiting = signal<Request[]>([]);
const inFlight = signal<Request | null>(null);

/** Why the last change was refused; gone with the next accepted one. */
export const draftProblem = signal<Problem | null>(null);

export const drafting = computed(() => inFlight.value !== null || waiting.value.length > 0);

let apply: (vault: string, answer: SimView) => void = () => {};

export function onDraftAnswer(listener: (vault: string, answer: SimView) => void): void {
  apply = listener;
}

/** What the person has set, ahead of what the engine has answered. */
export function overlay(vault: string, stored: Draft): Draft {
  const patches: Patches = {};
  const current = inFlight.value;
  for (const request of current ? [current, ...waiting.value] : waiting.value) {
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
  // In one go with what `pump` takes from it, so that what follows the draft follows once.
  batch(() => {
    waiting.value = next;
    if (!inFlight.peek()) void pump();
  });
}

async function pump(): Promise<void> {
  for (;;) {
    const [next, ...rest] = waiting.value;
    if (!next) return;
    batch(() => {
      inFlight.value = next;
      waiting.value = rest;
    });
    try {
      const answer = await api.draft({
        vault: next.vault,
        page: next.page,
        patch: next.patch,
      } as { vault: string } & PagePatch);
      // In one go: each page of it is drawn once.
      batch(() => {
        inFlight.value = null;
        draftProblem.value = null;
        apply(next.vault, answer);
      });
    } catch (error) {
      batch(() => {
        inFlight.value = null;
        draftProblem.value = problemOf(error);
      });
    }
  }
}

/** Resolves when every change made so far has been answered. */
export async function settled(): Promise<void> {
  if (!drafting.value) return;
  await new Promise<void>((resolve) => {
    const stop = drafting.subscribe((busy) => {
      if (busy) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
