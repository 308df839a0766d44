/** The signals that all pages read, and the actions that call the engine. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { loadCachedView } from "../kernel/view-cache";
import type {
  Account,
  BootPhase,
  ClientEvent,
  CommitAnswer,
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
import { isEqual } from "../model/is-equal";
import { problemOf } from "../model/problem";
import { mergeWords } from "../model/words";
import type { Update } from "../platform/updates";
import { onDraftAnswer, overlayDraft, submitDraft, whenDraftSettled } from "./draft";
import { noteProblem } from "./recent-problems";

const LOCAL: SyncStatus = {
  phase: "local",
  waiting: 0,
  last_synced_ms: null,
  vaults: [],
  error: null,
  needs: null,
  retry: "never",
  ending: false,
};

export type GoalView = Omit<VaultView, keyof SimView>;

export const phase = signal<BootPhase>({ phase: "loading" });
export const booted = signal(false);
const openGoal = signal<GoalView | null>(null);
const openPreview = signal<SimView | null>(null);
/** The open goal without what a draft changes, which is `preview`. */
export const view: ReadonlySignal<GoalView | null> = openGoal;
/** The engine's draft and its SIM. While a control moves, this signal alone changes. */
export const preview: ReadonlySignal<SimView | null> = openPreview;
export const vaults = signal<VaultSummary[]>([]);
export const account = signal<Account | null>(null);
export const sync = signal<SyncStatus>(LOCAL);
/** How a goal syncs, null without an account. */
export const syncOf = (vault: string) => sync.value.vaults.find((it) => it.vault === vault) ?? null;
export const persistence = signal<Persistence>("unknown");
/** A newer build that waits for the person's consent. */
export const update = signal<Update | null>(null);
export const progress = signal<{ task: string; done: number; total: number } | null>(null);

/** This browser's data is being erased. held: another tab keeps the database open. */
export const erasing = signal<"running" | "held" | null>(null);

/** The first paint is over: the rest of the page may render. */
export const firstPaintDone = signal(false);

/** Controls take input. Before that the page only shows the last state. */
export const ready = computed(
  () => booted.value && (phase.value.phase === "ready" || phase.value.phase === "follower"),
);

/** The draft as the person has set it, ahead of the engine's answer by at most one call. */
export const draft = computed(() => {
  if (!view.value || !preview.value) return null;
  return overlayDraft(view.value.vault, preview.value.draft);
});

/** Keeps equal objects: the engine sends the whole view with each saved draft, while a control still moves. */
function showView(next: VaultView | null): void {
  let goal: GoalView | null = null;
  let shown: SimView | null = null;
  if (next) {
    const { sim, draft, gate, ...rest } = next;
    goal = rest;
    shown = { sim, draft, gate };
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
      phase.value = event;
      if (event.phase === "ready" || event.phase === "follower") void open();
      break;
    case "view":
      if (!view.value || view.value.vault === event.view.vault) showView(event.view);
      break;
    case "sync":
      sync.value = event.status;
      // Another tab registered or logged in.
      if (event.status.phase !== "local" && !account.value) void readAccount();
      break;
    case "vaults":
      vaults.value = event.vaults;
      followActive(event.active);
      break;
    case "progress":
      progress.value = { task: event.task, done: event.done, total: event.total };
      break;
  }
}

/** Opens the goal that another tab chose, or the one that a rewrite gave a new id. */
function followActive(active: string | null): void {
  if (!booted.value) return;
  const shown = view.value?.vault;
  const [first] = vaults.value;
  if (active) {
    if (active !== shown) void show(active);
  } else if (!first) {
    showView(null);
  } else if (!vaults.value.some((it) => it.vault === shown)) {
    selectVault(first.vault).catch(announceProblem);
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
  try {
    showView(await engine.call("view", { vault }));
  } catch (error) {
    announceProblem(error);
  }
}

/** Shows the cached view, unless there is none or the engine has answered before. */
export async function showCachedView(): Promise<void> {
  const kept = await loadCachedView().catch(() => null);
  if (kept && !view.value && !booted.value) showView(kept);
}

export async function start(): Promise<void> {
  onDraftAnswer((vault, answer) => {
    if (view.value?.vault === vault) openPreview.value = answer;
  });
  engine.subscribe(onEvent);
  await open();
}

let opening = false;

/** Opens the device once. Tries again only after a refusal, when another tab's engine has started. */
async function open(): Promise<void> {
  if (opening || booted.peek()) return;
  opening = true;
  try {
    const answer = await engine.call("boot");
    // Before the view: events that arrive meanwhile are newer than this answer.
    batch(() => {
      vaults.value = answer.vaults;
      account.value = answer.account;
      sync.value = answer.sync;
    });
    const active = answer.active ? await engine.call("view", { vault: answer.active }) : null;
    batch(() => {
      showView(active);
      booted.value = true;
    });
    persistence.value = await engine.persistence();
  } catch (error) {
    bootFailed(error);
  } finally {
    opening = false;
  }
}

export function bootFailed(error: unknown): void {
  const { code, detail } = problemOf(error);
  phase.value = { phase: "failed", code, detail };
}

export function change(patch: PagePatch): void {
  if (view.value && ready.value) submitDraft(view.value.vault, patch);
}

/** Resolves once the draft is durable as the person has set it. */
export async function saveDraft(): Promise<void> {
  await whenDraftSettled();
  if (view.value && ready.value) await engine.call("save_draft", { vault: view.value.vault });
}

export async function createVault(words: {
  title: string;
  why?: string;
  due?: string;
}): Promise<void> {
  showView(await engine.call("create_vault", words));
  persistence.value = await engine.persistence();
}

export async function createDemo(input: Input<"create_demo">): Promise<void> {
  showView(await engine.call("create_demo", input));
}

export async function selectVault(vault: string): Promise<void> {
  await whenDraftSettled();
  showView(await engine.call("select_vault", { vault }));
}

export async function setWords(patch: Words): Promise<void> {
  const current = view.value;
  if (!current) return;
  showView(
    await engine.call("set_words", {
      vault: current.vault,
      words: mergeWords(current.pending, patch),
    }),
  );
}

/** A failed commit leaves draft, label and note as they are. */
export async function commit(label: string, note: string): Promise<CommitAnswer> {
  await whenDraftSettled();
  const current = view.value;
  if (!current) throw new Error("no goal is open");
  const answer = await engine.call("commit", {
    vault: current.vault,
    ...(label ? { label } : {}),
    ...(note ? { note } : {}),
  });
  if (view.value?.vault === answer.view.vault) showView(answer.view);
  return answer;
}

export async function discardDraft(): Promise<void> {
  await whenDraftSettled();
  const current = view.value;
  if (current) showView(await engine.call("discard_draft", { vault: current.vault }));
}
