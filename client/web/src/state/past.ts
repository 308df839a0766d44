/** Moves through the past: one position, its state as the engine replays it, and playback from there. */
import { batch, computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { PastState } from "../model/engine";
import { playbackStep } from "../model/history-points";
import { announceProblem } from "./app";

const STATES_CACHED_MAX = 400;
const STATES_AHEAD = 24;

/** Commits a second. */
export const SPEEDS = [2, 10, 50] as const;
export type Speed = (typeof SPEEDS)[number];

interface Ground {
  vault: string;
  head: string;
  total: number;
}

const ground = signal<Ground | null>(null);
/** The shown position. Null is the present. */
export const position = signal<number | null>(null);
/** The newest answer, behind `position` by at most one call. */
export const past = signal<PastState | null>(null);
export const playing = signal(false);
export const speed = signal<Speed>(SPEEDS[0]);
export const pinA = signal<PastState | null>(null);
export const pinB = signal<PastState | null>(null);

export const last = computed(() => Math.max(0, (ground.value?.total ?? 1) - 1));
export const shownPosition = computed(() => Math.min(position.value ?? last.value, last.value));

const kept = new Map<number, PastState>();
let wanted: number | null = null;
let busy = false;
let timer = 0;

/** Opens the past of a goal at its present, and forgets the states of another head. */
export function openPast(vault: string, head: string, total: number): void {
  const before = ground.peek();
  if (before?.vault === vault && before.head === head) return;
  pause();
  kept.clear();
  const looked = position.peek() === null ? null : past.peek();
  batch(() => {
    ground.value = { vault, head, total };
    if (before?.vault === vault) return;
    position.value = null;
    past.value = null;
    pinA.value = null;
    pinB.value = null;
  });
  if (before?.vault === vault && looked) void findCommit(looked.row.commit);
  else showPosition(shownPosition.peek());
}

/** A merge may move a commit to another position. */
async function findCommit(commit: string): Promise<void> {
  const here = ground.peek();
  if (!here) return;
  try {
    const state = await engine.call("state_at", { vault: here.vault, commit });
    if (ground.peek() !== here) return;
    cacheStates([state]);
    moveTo(state.row.position);
  } catch (error) {
    announceProblem(error);
  }
}

export function goTo(next: number): void {
  pause();
  moveTo(next);
}

export function closePast(): void {
  pause();
  position.value = null;
  showPosition(last.peek());
}

export function play(): void {
  if (shownPosition.peek() >= last.peek()) moveTo(0);
  playing.value = true;
  tick();
}

export function pause(): void {
  playing.value = false;
  self.clearTimeout(timer);
}

function tick(): void {
  const { step, wait } = playbackStep(speed.peek());
  timer = self.setTimeout(() => {
    if (!playing.peek()) return;
    // Wait for a picture that has not arrived yet.
    if (past.peek()?.row.position === shownPosition.peek()) moveTo(shownPosition.peek() + step);
    if (shownPosition.peek() >= last.peek()) pause();
    else tick();
  }, wait);
}

function moveTo(next: number): void {
  position.value = Math.min(Math.max(0, next), last.peek());
  showPosition(shownPosition.peek());
}

function showPosition(at: number): void {
  const known = kept.get(at);
  if (known) {
    past.value = known;
    wanted = null;
    // While playing, fetch ahead.
    if (playing.peek() && !busy) void fetchStates(at);
    return;
  }
  wanted = at;
  if (!busy) void fetchStates(at);
}

/** The positions to fetch: `at` and, while playing, the next ones. Empty where enough of them are known. */
function missingPositions(at: number): number[] {
  const { step } = playbackStep(speed.peek());
  const ahead = playing.peek() ? STATES_AHEAD : 1;
  const all = Array.from({ length: ahead }, (_, index) => at + index * step);
  const lacking = all.filter((place) => place <= last.peek() && !kept.has(place));
  return lacking.length > ahead / 2 || lacking.includes(at) ? lacking : [];
}

async function fetchStates(at: number): Promise<void> {
  const here = ground.peek();
  const positions = missingPositions(at);
  if (!here || positions.length === 0) return;
  busy = true;
  try {
    const { states, head } = await engine.call("states", { vault: here.vault, positions });
    if (ground.peek() === here) {
      if (head === here.head) cacheStates(states);
      // The engine is ahead. An event with its new head follows.
      else wanted = null;
    }
  } catch (error) {
    if (ground.peek() === here) wanted = null;
    pause();
    announceProblem(error);
  }
  busy = false;
  if (wanted !== null) showPosition(wanted);
}

function cacheStates(states: readonly PastState[]): void {
  for (const state of states) kept.set(state.row.position, state);
  for (const old of kept.keys()) {
    if (kept.size <= STATES_CACHED_MAX) break;
    kept.delete(old);
  }
}
