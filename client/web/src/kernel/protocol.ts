/** Messages between a page and its worker, and between the workers of several tabs. */

import type { KernelEvent } from "./types";

/**
 * The engine's methods, by their own names (`shared/device/api/facade.py`), and whether a call may simply be made again when
 * its answer was lost with the tab that ran it. `true` only where doing it twice is the same as doing it once: what is read,
 * and what is set to the value that the call carries.
 */
export const MAY_REPEAT = {
  boot: true,
  create_vault: false,
  create_demo: false,
  select_vault: true,
  view: true,
  draft: true,
  discard_draft: true,
  save_draft: true,
  install_draft: true,
  keep_whatif: false,
  list_whatifs: true,
  load_whatif: true,
  rename_whatif: true,
  // A second time there is none.
  discard_whatif: false,
  score_words: true,
  set_words: true,
  // What was kept would come back as NO_DRAFT.
  commit: false,
  history: true,
  state_at: true,
  states: true,
  rows: true,
  series: true,
  branches: true,
  find: true,
  verify: true,
  register: false,
  // It may bring local goals into the account, which get new ids.
  login: false,
  logout: true,
  sync: true,
  sync_status: true,
  devices: true,
  rename_device: false,
  set_witnessed: true,
  // Agreed to was what the person saw, not what may be there by now.
  accept_generation: false,
  renew_device_id: false,
  import_commits: false,
  export_json: true,
  export_csv: true,
  // What stands between two parts is gone with the tab that held it.
  begin_archive: true,
  next_archive_part: true,
  begin_import: true,
  add_import_part: false,
  preview_import: true,
  apply_import: false,
  end_import: true,
  data_status: true,
  dismiss_backup: true,
  delete_vault: false,
  reattach_vault: true,
  republish_vault: false,
  delete_account: false,
  leave_account: false,
  recreate_account: false,
} as const;

export type Method = keyof typeof MAY_REPEAT;

/** After these no account is signed in, and there is nothing to sync with. */
export const SIGNS_OUT: ReadonlySet<Method> = new Set<Method>([
  "logout",
  "delete_account",
  "leave_account",
]);

/** Payloads are JSON text: written once by the page, read once by Python, and the other way round. */
export type ToWorker =
  | { type: "call"; id: number; method: Method; payload: string }
  /** The page may be about to go: what is only in memory has to be written. */
  | { type: "flush" };

export type FromWorker =
  | { type: "answer"; id: number; payload: string }
  | { type: "event"; event: KernelEvent };

export type BetweenTabs =
  /** A new worker asks the leader to announce itself. */
  | { type: "hello" }
  /** The leader is here. `term` names its time in office: a new one means that calls in flight were lost. */
  | { type: "leading"; term: string; events: KernelEvent[] }
  | { type: "call"; id: string; method: Method; payload: string }
  | { type: "answer"; id: string; payload: string }
  | { type: "event"; event: KernelEvent }
  | { type: "flush" };
