/** The engine as views see it: JSON in, JSON out, identifiers in lower-case hex. */

import type { Branches, CommitFilter, PastState, Series, SeriesQuantity } from "./past";

import type { Method } from "./protocol";

export const HORIZONS = ["H1", "D1", "D7", "D30", "D180"] as const;
export type Horizon = (typeof HORIZONS)[number];

export const SLOTS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"] as const;
export type Slot = (typeof SLOTS)[number];
export type Allocations = Record<Slot, number>;

export interface Measure {
  M: number;
  E: number;
  dE_dt: number;
  sigma: number;
  leak: number;
  pressure: number;
  volume: number;
  density: number;
  stability: number;
  recovery: number;
  node_type: string;
}

export interface Forecast {
  horizon: Horizon;
  P_outcome: number;
  trajectory: { samples: number[]; confidence: number };
}

export interface GraphNode {
  id: string;
  mass: number;
  sigma: number;
  density: number;
  type: string;
  layer: number;
}

export interface GraphEdge {
  a: string;
  b: string;
  flow: number;
  sigma: number;
}

interface OpBase {
  op_id: string;
  t_ms: number;
}
export type NodeOp =
  | (OpBase & {
      type: "NODE_CREATE";
      node: { id: string; mass?: number; sigma?: number; density?: number; type?: string };
    })
  | (OpBase & { type: "NODE_DELETE"; node_id: string })
  | (OpBase & { type: "NODE_MASS_SCALE"; node_id: string; scale?: number })
  | (OpBase & { type: "EDGE_WEIGHT_SET"; a: string; b: string; flow?: number });

export interface DraftPage1 {
  mass_modifier: number;
  volume_override: number;
  horizon_override: Horizon;
}
export interface DraftPage2 {
  mass_filter: number;
  flow_filter: number;
  sigma_filter: number;
  virtual_anchor_shift: [number, number];
  ops: NodeOp[];
}
export interface DraftPage3 {
  allocations: Allocations;
}
export interface Draft {
  page1: DraftPage1;
  page2: DraftPage2;
  page3: DraftPage3;
}

/** The document `autus.state.v1`, rounded as it is written out. */
export interface StateDocument {
  version: string;
  session_id: string;
  t_ms: number;
  measure: Measure;
  forecast: Forecast;
  graph: { anchor_node_id: string; nodes: GraphNode[]; edges: GraphEdge[] };
  ui: { mode: "LIVE" | "SIM"; page: number; hud_visible: boolean };
  draft: Draft;
  replay: { last_marker_id: string | null; markers: unknown[] };
}

export type Quantities = Measure & { P_outcome: number; confidence: number; samples: number[] };

export type Gate = null | {
  code: "NO_DRAFT" | "SIGMA_ABOVE_LIMIT";
  value?: number;
  limit?: number;
};

/** The person's own words. A field left out says nothing; null deletes. */
export interface GoalWords {
  title?: string;
  why?: string | null;
  due?: string | null;
}
export interface Context {
  note?: string | null;
  goal?: GoalWords | null;
  names?: Record<string, string | null>;
  slots?: Record<string, string | null>;
}

export interface SimView {
  sim: StateDocument | null;
  draft: Draft;
  gate: Gate;
}

export interface VaultView extends SimView {
  vault: string;
  name: string;
  demo: boolean;
  witnessed: boolean;
  head: string;
  marker: string;
  state_hash: string;
  commits: number;
  live: StateDocument;
  context: Context;
  pending: Context | null;
}

export interface VaultSummary {
  vault: string;
  name: string;
  demo: boolean;
  witnessed: boolean;
  commits: number;
  waiting: number;
  /** Deleted on the server, and kept here. */
  removed: boolean;
  head: string;
}

export interface CommitRow {
  commit: string;
  kind: "genesis" | "commit" | "merge";
  t_ms: number;
  label: string | null;
  note: string | null;
  /** Empty for a merge. */
  device: string;
  seq: number;
  parents: string[];
  state_hash: string;
  position: number;
  synced: boolean;
}

export interface Account {
  name: string;
  identity: string;
  device: string;
}

export interface Problem {
  code: string;
  detail: string;
  [field: string]: unknown;
}

export interface VaultSync {
  vault: string;
  waiting: number;
  number: number;
  error: Problem | null;
  witnessed: boolean;
}

export interface SyncStatus {
  phase: "local" | "offline" | "syncing" | "synced" | "waiting" | "refused" | "signed_out";
  waiting: number;
  last_synced_ms: number | null;
  vaults: VaultSync[];
  error: Problem | null;
  needs: "login" | "password" | "generation" | null;
}

export interface Device {
  device: string;
  name: string;
  this: boolean;
  added: number;
}

export interface BootAnswer {
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus;
}

/** A named draft, and what it would lead to from the present state. */
export interface WhatIf {
  id: number;
  name: string;
  draft: Draft;
  sim: Quantities;
  gate: Gate;
}

export interface WhatIfList {
  whatifs: WhatIf[];
  limit: number;
}

export const SCORES = [
  "measurable",
  "time_bound",
  "quantified",
  "action",
  "obstacle",
  "resources",
] as const;
export type ScoreName = (typeof SCORES)[number];
export type GoalField = "title" | "why" | "due";

/** `start` and `end` count code points of the field's NFC text. */
export interface ScoredWord {
  text: string;
  start: number;
  end: number;
  field: GoalField;
}

/** How much of one kind of word a goal text has, 0 to 1, and those words. */
export interface Score {
  name: ScoreName;
  value: number;
  words: ScoredWord[];
}

export interface CommitAnswer {
  view: VaultView;
  commit: CommitRow;
  steps: string[];
  before: Quantities;
  after: Quantities;
}

export interface VerifyAnswer {
  ok: boolean;
  commits: number;
  merges: number;
  ms: number;
  head: string;
  state_hash: string;
  error?: Problem;
}

export type PagePatch =
  | { page: 1; patch: Partial<DraftPage1> }
  | { page: 2; patch: Partial<DraftPage2> }
  | { page: 3; patch: { allocations: Allocations } };

/**
 * loading: nothing of Python yet · kernel: Python is starting · ready: this tab holds the writer lock ·
 * follower: another tab holds it, calls of this one are carried there · failed: the kernel did not start.
 */
export type BootPhase =
  | { phase: "loading" | "kernel" | "ready" | "follower" }
  | { phase: "failed"; code: string; detail: string };

/** What the engine itself tells, unasked. */
export type EngineEvent =
  | { type: "view"; view: VaultView }
  | { type: "sync"; status: SyncStatus }
  | { type: "vaults"; vaults: VaultSummary[]; active: string | null }
  | { type: "progress"; task: string; done: number; total: number };

export type KernelEvent = ({ type: "phase" } & BootPhase) | EngineEvent;

/** What a refused call rejects with. */
export class KernelError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ? `${problem.code}: ${problem.detail}` : problem.code);
    this.name = "KernelError";
    this.problem = problem;
  }
}

type Credentials = { name: string; password: string; device_name: string };
export type Persistence = "persisted" | "best-effort" | "unknown";

/** Every method answers once its effect is durable, or rejects with a KernelError. */
export interface KernelApi {
  /** Resolves when the engine takes calls; calls made earlier wait for it. */
  boot(): Promise<BootAnswer>;
  createVault(input: {
    title: string;
    why?: string;
    due?: string;
    demo?: boolean;
  }): Promise<VaultView>;
  /** The example goal with months of history; it never leaves the device. */
  createDemo(input: { language: "en" | "ko"; today_ms: number; due?: string }): Promise<VaultView>;
  selectVault(input: { vault: string }): Promise<VaultView>;
  view(input: { vault: string }): Promise<VaultView>;
  draft(input: { vault: string } & PagePatch): Promise<SimView>;
  discardDraft(input: { vault: string }): Promise<VaultView>;
  saveDraft(input: { vault: string }): Promise<Record<string, never>>;
  /** A whole draft becomes the present one. */
  installDraft(input: { vault: string; draft: Draft }): Promise<VaultView>;
  /** Keeps `draft`, or the present one. */
  whatifKeep(input: { vault: string; name: string; draft?: Draft }): Promise<WhatIfList>;
  whatifList(input: { vault: string }): Promise<WhatIfList>;
  whatifLoad(input: { vault: string; id: number }): Promise<VaultView>;
  whatifRename(input: { vault: string; id: number; name: string }): Promise<WhatIfList>;
  whatifDiscard(input: { vault: string; id: number }): Promise<WhatIfList>;
  wordsSpecificity(input: Record<GoalField, string>): Promise<{ scores: Score[] }>;
  setWords(input: { vault: string; words: Context }): Promise<VaultView>;
  commit(input: { vault: string; label?: string; note?: string }): Promise<CommitAnswer>;
  /** Newest first; `before` is a row's position and is left out itself. */
  history(input: {
    vault: string;
    before?: number;
    limit: number;
  }): Promise<{ rows: CommitRow[]; total: number }>;
  stateAt(input: { vault: string; commit: string }): Promise<PastState>;
  /** The states that the commits at these positions led to, at most 32. */
  states(input: {
    vault: string;
    positions: number[];
  }): Promise<{ states: PastState[]; head: string }>;
  /** The rows at these positions, at most 500. */
  rows(input: {
    vault: string;
    positions: number[];
  }): Promise<{ rows: CommitRow[]; total: number }>;
  /** The first time it replays the history, in parts, and tells how far it is (`progress`, task `series`). */
  series(input: {
    vault: string;
    start?: number;
    end?: number;
    points?: number;
    of?: SeriesQuantity[];
  }): Promise<Series>;
  branches(input: { vault: string }): Promise<Branches>;
  /** Positions of what matches, newest first. */
  find(input: { vault: string } & CommitFilter): Promise<{
    head: string;
    total: number;
    positions: number[];
  }>;
  verify(input: { vault: string }): Promise<VerifyAnswer>;
  register(input: Credentials): Promise<Account>;
  login(
    input: Credentials & { adopt: boolean },
  ): Promise<{ account: Account; adopted: number; vaults: VaultSummary[] }>;
  logout(): Promise<Record<string, never>>;
  sync(): Promise<SyncStatus>;
  syncStatus(): Promise<SyncStatus>;
  devices(): Promise<Device[]>;
  renameDevice(input: { device: string; name: string; password: string }): Promise<Device[]>;
  setWitnessed(input: { vault: string; on: boolean }): Promise<VaultSummary>;
  acceptGeneration(): Promise<SyncStatus>;
  rehome(input: { password: string; device_name: string }): Promise<SyncStatus>;
  importCommits(input: {
    vault: string;
    commits: {
      t_ms: number;
      patches: [page: 1 | 2 | 3, patch: object][];
      label?: string;
      note?: string;
    }[];
  }): Promise<{ head: string; count: number }>;

  /** For doors that are loaded late (`data.ts`). */
  call<Answer>(method: Method, input: object): Promise<Answer>;

  /** Answers a function that ends the subscription. The present phase is told at once. */
  subscribe(listener: (event: KernelEvent) => void): () => void;
  /** Writes what is only in memory; whoever calls may not be there for an answer. */
  flush(): void;
  /** The last view shown on this device, before Python is up. */
  cachedView(): Promise<VaultView | null>;
  persistence(): Promise<Persistence>;
}
