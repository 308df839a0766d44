/**
 * What the engine (Python, `shared/device/facade.py`) takes and answers.
 *
 * Ids, hashes and public keys are lower-case hex. Times are integer milliseconds since 1970.
 */

export type Slot = 'N' | 'NE' | 'E' | 'SE' | 'S' | 'SW' | 'W' | 'NW';
export type Horizon = 'H1' | 'D1' | 'D7' | 'D30' | 'D180';
export type Page = 1 | 2 | 3;

export type NodeType =
  | 'THRESHOLD'
  | 'ENTROPY_DOMINANT'
  | 'STABLE'
  | 'MASS_DOMINANT'
  | 'FLOW_DOMINANT'
  | 'KINETIC'
  | 'POTENTIAL'
  | 'DIFFUSE';

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

interface OperationBase {
  op_id: string;
  t_ms: number;
}

export type NodeOperation =
  | (OperationBase & {
      type: 'NODE_CREATE';
      node: { id: string; mass?: number; sigma?: number; density?: number; type?: string };
    })
  | (OperationBase & { type: 'NODE_DELETE'; node_id: string })
  | (OperationBase & { type: 'NODE_MASS_SCALE'; node_id: string; scale?: number })
  | (OperationBase & { type: 'EDGE_WEIGHT_SET'; a: string; b: string; flow?: number });

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
  ops: NodeOperation[];
}

export interface DraftPage3 {
  allocations: Record<Slot, number>;
}

export interface Draft {
  page1: DraftPage1;
  page2: DraftPage2;
  page3: DraftPage3;
}

export interface DraftPatches {
  1: Partial<DraftPage1>;
  2: Partial<DraftPage2>;
  3: { allocations: Partial<Record<Slot, number>> };
}

/** The state document `autus.state.v1`, rounded as it is hashed. */
export interface StateDocument {
  version: 'autus.state.v1';
  session_id: string;
  t_ms: number;
  measure: {
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
    node_type: NodeType;
  };
  forecast: {
    horizon: Horizon;
    P_outcome: number;
    trajectory: { samples: number[]; confidence: number };
  };
  graph: { anchor_node_id: string; nodes: GraphNode[]; edges: GraphEdge[] };
  ui: { mode: 'LIVE' | 'SIM'; page: number; hud_visible: boolean };
  draft: Draft;
  replay: { last_marker_id: null; markers: never[] };
}

export interface Quantities {
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
  node_type: NodeType;
  P_outcome: number;
  confidence: number;
  samples: number[];
}

/** Why a commit is refused at present; null when it is not. */
export type Gate = null | { code: 'NO_DRAFT' } | { code: 'SIGMA_ABOVE_LIMIT'; value: number; limit: number };

/** A person's own words, which physics never reads. null deletes a word. */
export interface Context {
  note?: string | null;
  goal?: { title?: string; why?: string | null; due?: string | null } | null;
  names?: Record<string, string | null>;
  slots?: Partial<Record<Slot, string | null>>;
}

export interface SimView {
  /** What the draft would give; null while there is no draft. */
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
  head: string;
}

export interface CommitRow {
  commit: string;
  kind: 'genesis' | 'commit' | 'merge';
  t_ms: number;
  label: string | null;
  note: string | null;
  /** Empty for a merge, which no device made. */
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

export interface Device {
  device: string;
  name: string;
  this: boolean;
  added: number;
}

/** A refusal: a stable code, a readable detail, and whatever fields the code carries. */
export interface Problem {
  code: string;
  detail: string;
  [field: string]: unknown;
}

export interface SyncStatus {
  phase: 'local' | 'offline' | 'syncing' | 'synced' | 'waiting' | 'refused' | 'signed_out';
  waiting: number;
  last_synced_ms: number | null;
  vaults: { vault: string; waiting: number; number: number; error: Problem | null; witnessed: boolean }[];
  error: Problem | null;
  needs: 'login' | 'password' | 'generation' | null;
}

export interface BootAnswer {
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus;
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

export interface ImportedCommit {
  t_ms: number;
  patches: { [P in Page]: [P, DraftPatches[P]] }[Page][];
  label?: string;
  note?: string;
}

type Nothing = Record<string, never>;
type InVault = { vault: string };

/** Every engine method: what goes in, what comes out. */
export interface Methods {
  boot: { in: Nothing; out: BootAnswer };
  create_vault: { in: { title: string; why?: string; due?: string; demo?: boolean }; out: VaultView };
  select_vault: { in: InVault; out: VaultView };
  view: { in: InVault; out: VaultView };
  draft: { in: { [P in Page]: InVault & { page: P; patch: DraftPatches[P] } }[Page]; out: SimView };
  discard_draft: { in: InVault; out: VaultView };
  save_draft: { in: InVault; out: Nothing };
  set_words: { in: InVault & { words: Context }; out: VaultView };
  commit: { in: InVault & { label?: string; note?: string }; out: CommitAnswer };
  history: { in: InVault & { before?: number; limit: number }; out: { rows: CommitRow[]; total: number } };
  state_at: { in: InVault & { commit: string }; out: { live: StateDocument; context: Context; row: CommitRow } };
  verify: { in: InVault; out: VerifyAnswer };
  register: { in: { name: string; password: string; device_name: string }; out: Account };
  login: {
    in: { name: string; password: string; device_name: string; adopt: boolean };
    out: { account: Account; adopted: number; vaults: VaultSummary[] };
  };
  logout: { in: Nothing; out: Nothing };
  sync: { in: Nothing; out: SyncStatus };
  sync_status: { in: Nothing; out: SyncStatus };
  devices: { in: Nothing; out: Device[] };
  rename_device: { in: { device: string; name: string; password: string }; out: Device[] };
  set_witnessed: { in: InVault & { on: boolean }; out: VaultSummary };
  accept_generation: { in: InVault; out: SyncStatus };
  rehome: { in: { password: string; device_name: string }; out: SyncStatus };
  import_commits: { in: InVault & { commits: ImportedCommit[] }; out: { head: string; count: number } };
}

export type Method = keyof Methods;

/** What the engine tells every tab, unasked. */
export type EngineEvent =
  | { type: 'view'; view: VaultView }
  | { type: 'sync'; status: SyncStatus }
  | { type: 'vaults'; vaults: VaultSummary[]; active: string | null }
  | { type: 'progress'; task: string; done: number; total: number };

/** Where the start of the engine stands. `failed` carries the problem and can be retried. */
export type BootPhase =
  | { phase: 'starting' }
  | { phase: 'runtime' }
  | { phase: 'engine' }
  | { phase: 'ready' }
  | { phase: 'failed'; problem: Problem };

export type Role = 'undecided' | 'leader' | 'follower';

/** Whether the browser promised to keep this site's storage. */
export type Persistence = 'unknown' | 'persisted' | 'best-effort';

export type KernelEvent =
  | EngineEvent
  | { type: 'boot'; boot: BootPhase }
  | { type: 'role'; role: Role }
  | { type: 'persistence'; persistence: Persistence };

/** The last known state of things, kept so that a start can show it before the engine is up. */
export interface Snapshot {
  view: VaultView | null;
  vaults: VaultSummary[];
  active: string | null;
  account: Account | null;
  sync: SyncStatus | null;
  saved_ms: number;
}
