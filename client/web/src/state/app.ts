/** The signals that all pages read, and the actions that call the engine. */
import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { cachedView } from "../kernel/view-cache";
import type {
  Account,
  BootPhase,
  ClientEvent,
  CommitAnswer,
  DeviceLock,
  Input,
  PagePatch,
  Persistence,
  Problem,
  SimView,
  SyncStatus,
  VaultSummary,
  VaultView,
  Words,
} from "../model/engine";
import { unlocksOf } from "../model/engine";
import { isEqual } from "../model/is-equal";
import { problemOf } from "../model/problem";
import { readOpenGoal, storeOpenGoal } from "../platform/open-goal";
import { startAnew } from "../platform/start-anew";
import type { Update } from "../platform/updates";
import {
  holdMoves,
  isDrafting,
  isUncomputed,
  onDraftAnswer,
  overlayDraft,
  releaseMoves,
  submitDraft,
  whenDraftKept,
  whenDraftSettled,
} from "./draft";
import { noteMove } from "./press";
import { noteProblem } from "./recent-problems";
import { followGoals, keepTyped, receiveAllTyped, receiveTyped } from "./typed";

const LOCAL: SyncStatus = {
  phase: "local",
  waiting: 0,
  last_synced_ms: null,
  vaults: [],
  error: null,
  needs: null,
  retry: "never",
  ending: false,
  receipt_key: null,
  receipt: null,
  revoked_ms: null,
};

export type GoalView = Omit<VaultView, keyof SimView | "typed">;

export const phase = signal<BootPhase>({ phase: "loading" });
export const booted = signal(false);
const openGoal = signal<GoalView | null>(null);
const openPreview = signal<SimView | null>(null);
/** The open goal without what a draft changes, which is `preview`. */
export const view: ReadonlySignal<GoalView | null> = openGoal;
/** Something was moved before an engine was up, and no engine has computed its SIM yet. */
export const uncomputed = computed(() => {
  const goal = openGoal.value;
  return goal !== null && isUncomputed(goal.vault);
});
/**
 * The engine's draft, its SIM and the drift. While a control moves, this signal alone changes. It has no SIM while the
 * draft is `uncomputed`: the SIM of an earlier draft would be taken for that of the moved one.
 */
export const preview: ReadonlySignal<SimView | null> = computed(() => {
  const shown = openPreview.value;
  return shown && uncomputed.value ? withoutSim(shown) : shown;
});

function withoutSim(shown: SimView): SimView {
  return { ...shown, sim: null, gate: null, slots: [], change: { ...shown.change, sim: null } };
}
export const vaults = signal<VaultSummary[]>([]);
export const account = signal<Account | null>(null);
export const sync = signal<SyncStatus>(LOCAL);
/** How a goal syncs, null without an account. */
export const syncOf = (vault: string) => sync.value.vaults.find((it) => it.vault === vault) ?? null;

/** Why a goal of a device with an account does not sync, null if it does. */
export function unsynced(vault: string): "deleted" | "here_only" | null {
  const state = syncOf(vault)?.state;
  return state === "deleted" || state === "here_only" ? state : null;
}
/** When the device locks by itself. Null while its lock is off. */
export const lock = signal<DeviceLock | null>(null);
export const persistence = signal<Persistence>("unknown");
/** The browser keeps no copy of the app, so it opens only with a network. */
export const onlineOnly = signal(false);
/** A newer build that waits for the person's consent. */
export const update = signal<Update | null>(null);
export const progress = signal<{ task: string; done: number; total: number } | null>(null);

/** This browser's data is being erased. held: another tab keeps the database open. */
export const erasing = signal<"running" | "held" | null>(null);

/** The first paint is over: the rest of the page may render. */
export const firstPaintDone = signal(false);

function isUp({ phase }: BootPhase): boolean {
  return phase === "ready" || phase === "follower";
}

/** The engine is up. Before that the page shows the last state, and its controls move. */
export const ready = computed(() => booted.value && isUp(phase.value));

/** Controls take input. What they change is sent once the engine is up. */
export const movable = computed(() => view.value !== null && phase.value.phase !== "failed");

/** What a change goes on from: the draft as the person has set it, or the settings where a new one begins. */
export const draftBase = computed(() => {
  const [goal, shown] = [view.value, openPreview.value];
  if (!goal || !shown) return null;
  const begun = shown.sim !== null || goal.controls.start === "neutral";
  return overlayDraft(goal.vault, begun ? shown.draft : goal.last);
});

/**
 * What the controls show: the draft, ahead of the engine's answer by at most one call. Without a draft, the settings of
 * the last commit, which LIVE comes from.
 */
export const draft = computed(() => {
  const [goal, shown] = [view.value, openPreview.value];
  if (!goal || !shown) return null;
  return shown.sim || isDrafting(goal.vault) ? draftBase.value : goal.last;
});

/** Keeps equal objects: the engine sends the whole view with each saved draft, while a control still moves. */
function showView(next: VaultView | null): void {
  let goal: GoalView | null = null;
  let shown: SimView | null = null;
  if (next) {
    const { sim, draft, gate, change, slots, start, undo, redo, typed, ...rest } = next;
    goal = rest;
    shown = { sim, draft, gate, change, slots, start, undo, redo };
    receiveAllTyped(next.vault, typed);
    storeOpenGoal(next.vault);
  }
  batch(() => {
    if (!isEqual(goal, openGoal.peek())) openGoal.value = goal;
    if (!isEqual(shown, openPreview.peek())) openPreview.value = shown;
  });
}

export interface Notice {
  id: number;
  text: string;
  problem: Problem | null;
}
export const notice = signal<Notice | null>(null);
let notices = 0;

/** Shows a notice, in a live region for screen readers. */
export function announce(text: string): void {
  notices += 1;
  notice.value = { id: notices, text, problem: null };
}

export function announceProblem(error: unknown): Problem {
  const problem = problemOf(error);
  noteProblem(problem);
  notices += 1;
  notice.value = { id: notices, text: "", problem };
  return problem;
}

export function dismissNotice(): void {
  notice.value = null;
}

function onEvent(event: ClientEvent): void {
  switch (event.type) {
    case "phase":
      onPhase(event);
      break;
    case "view":
      if (turnsTo(event.view.vault)) showView(event.view);
      break;
    case "typed":
      receiveTyped(event.vault, event.changes);
      break;
    case "sync":
      sync.value = event.status;
      // Another tab registered or logged in.
      if (event.status.phase !== "local" && !account.value) void readAccount();
      break;
    case "vaults":
      showVaults(event.vaults);
      void followVaults(event.active);
      break;
    case "lock":
      if (event.locked) startAnew();
      lock.value = event.lock;
      break;
    case "progress":
      progress.value = { task: event.task, done: event.done, total: event.total };
      break;
  }
}

function onPhase(next: BootPhase): void {
  const before = phase.value;
  // A tab that leads from now on has found the device locked.
  if (next.phase === "locked" && booted.value) startAnew();
  phase.value = next;
  if (isUp(next) && !(booted.value && isUp(before))) void open();
}

export function showVaults(next: VaultSummary[]): void {
  vaults.value = next;
  followGoals(next);
}

/** Each tab has a goal of its own open. A page without one opens the first that comes. */
function turnsTo(vault: string): boolean {
  return booted.value && (view.value?.vault ?? vault) === vault;
}

/** The goal with this id, or the one that it was rewritten as. */
function findGoal(vault: string | null | undefined): string | undefined {
  return vaults.value.find((it) => it.vault === vault || it.former.includes(vault ?? ""))?.vault;
}

/** Opens another goal if the open one is gone, or has another id. */
export async function followVaults(active: string | null): Promise<void> {
  if (!booted.value) return;
  const shown = view.value?.vault;
  const next = findGoal(shown) ?? active;
  const [first] = vaults.value;
  if (next) {
    if (next !== shown) await show(next);
  } else if (first) {
    // The next start opens it too.
    await selectVault(first.vault).catch(announceProblem);
  } else {
    showView(null);
  }
}

async function readAccount(): Promise<void> {
  try {
    account.value = (await engine.call("boot")).account;
  } catch (error) {
    announceProblem(error);
  }
}

async function show(vault: string): Promise<void> {
  const before = view.peek();
  try {
    const answer = await engine.call("view", { vault });
    // The person may have chosen another goal meanwhile.
    if (view.peek()?.vault === before?.vault) showView(answer);
  } catch (error) {
    announceProblem(error);
  }
}

/** Shows the cached view, unless there is none or the engine has answered before. */
export async function showCachedView(): Promise<void> {
  const kept = await cachedView().catch(() => null);
  if (!kept || view.value || booted.value) return;
  if ((readOpenGoal() ?? kept.vault) === kept.vault) showView(kept);
}

export async function start(): Promise<void> {
  onDraftAnswer((vault, answer) => {
    if (view.value?.vault === vault) openPreview.value = answer;
  });
  effect(() => {
    if (ready.value) untracked(() => releaseMoves((vault) => findGoal(vault) ?? vault));
    else holdMoves();
  });
  engine.subscribe(onEvent);
  await open();
}

let opening = false;

/** Opens the device. When another tab's engine has started, tries again after a refusal, or shows what is so now. */
async function open(): Promise<void> {
  if (opening) return;
  opening = true;
  try {
    const answer = await engine.call("boot");
    // Before the view: events that arrive meanwhile are newer than this answer.
    batch(() => {
      showVaults(answer.vaults);
      account.value = answer.account;
      sync.value = answer.sync;
      lock.value = answer.lock;
      receiveAllTyped(null, answer.typed);
    });
    if (booted.peek()) {
      await followVaults(answer.active);
      if (view.peek()) await show(view.peek()?.vault ?? "");
    } else {
      const shown = await firstView(findGoal(readOpenGoal()), answer.active);
      batch(() => {
        showView(shown);
        booted.value = true;
      });
      if (!shown) await followVaults(null);
    }
    persistence.value = await engine.persistence();
  } catch (error) {
    bootFailed(error);
  } finally {
    engine.endStart();
    opening = false;
  }
}

/** The goal that this tab had open. A tab that cannot show it opens the one that was chosen last. */
async function firstView(
  own: string | undefined,
  active: string | null,
): Promise<VaultView | null> {
  if (own !== undefined && own !== active) {
    const found = await engine.call("view", { vault: own }).catch(() => null);
    if (found) return found;
  }
  return active === null ? null : engine.call("view", { vault: active });
}

export function bootFailed(error: unknown): void {
  const problem = problemOf(error);
  const { code, detail } = problem;
  if (code !== "LOCKED") phase.value = { phase: "failed", code, detail };
  else if (booted.peek()) startAnew();
  else phase.value = { phase: "locked", ...unlocksOf(problem) };
}

export function change(patch: PagePatch): void {
  const goal = view.value;
  if (!goal || !movable.value) return;
  noteMove(`${patch.page} ${Object.keys(patch.patch).join(" ")}`);
  submitDraft(goal.vault, patch, goal.controls.start);
}

/** Resolves once the draft outlives this page as the person has set it. */
export async function saveDraft(): Promise<void> {
  await whenDraftKept();
  if (view.value && ready.value) await engine.call("save_draft", { vault: view.value.vault });
}

export async function createVault(words: {
  title: string;
  why?: string;
  due?: string;
}): Promise<void> {
  // The goal consumes what is kept of the form. What is sent later would fill the form again.
  await keepTyped();
  showView(await engine.call("create_vault", words));
  persistence.value = await engine.persistence();
}

export async function createDemo(input: Input<"create_demo">): Promise<void> {
  showView(await engine.call("create_demo", input));
}

/** Shows a goal's answer, if the goal is still the open one. */
export function showIfOpen(answer: VaultView): void {
  if (view.value?.vault === answer.vault) showView(answer);
}

export async function selectVault(vault: string): Promise<void> {
  await whenDraftSettled();
  showView(await engine.call("select_vault", { vault }));
}

/** Changes only the words that `words` names. */
export async function setWords(vault: string, words: Words): Promise<void> {
  showIfOpen(await engine.call("set_words", { vault, words }));
}

/** A failed commit leaves draft, label and note as they are. */
export async function commit(vault: string, label: string, note: string): Promise<CommitAnswer> {
  await whenDraftSettled();
  // The commit consumes what is kept. What is sent later would stay for the next one.
  await keepTyped();
  const answer = await engine.call("commit", {
    vault,
    ...(label ? { label } : {}),
    ...(note ? { note } : {}),
  });
  showIfOpen(answer.view);
  return answer;
}
