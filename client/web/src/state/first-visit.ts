/**
 * The first visit. The page with the form comes before the engine. The words and the button that was pressed wait for
 * it, also across a reload. They are in the storage of the tab until the engine keeps them, sealed.
 */
import { effect, signal } from "@preact/signals";
import {
  type FirstVisit,
  hasStarted,
  noteStarted,
  readFirstVisit,
  storeFirstVisit,
} from "../platform/first-visit";
import { readHeld } from "../platform/held";
import { readOpenGoal } from "../platform/open-goal";
import { ready, view } from "./app";
import { formWords, setFormWord } from "./first-words";
import { holdTyped, keepTyped, releaseTyped, typedProblem } from "./typed";

/** Nothing is known of an earlier visit, so the form is shown before the engine answers. */
export const firstVisit = signal(false);

/** The button that was pressed, until what it asks for is done. */
export const asked = signal<FirstVisit["asked"]>("");

/** The first page leads to the form for logging in. */
export const wantsLogin = signal(false);

/** Call this before the first render, once the cached view is known. */
export function watchFirstVisit(): void {
  if (!view.value && !hasStarted() && readHeld() === null && readOpenGoal() === null) begin();
  const stop = effect(() => {
    if (!ready.value) return;
    noteStarted();
    queueMicrotask(() => stop());
  });
}

function begin(): void {
  firstVisit.value = true;
  holdTyped();
  const stored = readFirstVisit();
  if (stored) {
    for (const field of ["title", "why", "due"] as const)
      if (stored[field]) setFormWord(field, stored[field]);
    restored = stored.asked;
    asked.value = restored;
  }
  const stop = effect(() => {
    if (!ready.value) {
      storeFirstVisit({ ...formWords(), asked: asked.value });
      return;
    }
    queueMicrotask(() => {
      stop();
      void handOver();
    });
  });
}

/** The engine takes the words. If it refuses them, the tab keeps them. */
async function handOver(): Promise<void> {
  releaseTyped();
  await keepTyped();
  if (!typedProblem.value) storeFirstVisit(null);
}

let restored: FirstVisit["asked"] = "";

/** Whether an earlier page of this tab was asked for this. True once. */
export function takeAsked(what: "goal" | "demo"): boolean {
  if (restored !== what) return false;
  restored = "";
  return true;
}

/** Waits for the engine, then does what a button asks for. Pressing it again meanwhile changes nothing. */
export async function whenStarted(what: "goal" | "demo", work: () => Promise<void>): Promise<void> {
  asked.value = what;
  try {
    await untilReady();
    await work();
  } finally {
    asked.value = "";
  }
}

function untilReady(): Promise<void> {
  return new Promise((resolve) => {
    const stop = ready.subscribe((isReady) => {
      if (!isReady) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
