/** Messages between a page and its worker, and between the workers of several tabs. */

import type { KernelEvent } from "./types";

/** The engine's own names for its methods (`shared/device/facade.py`). */
export type Method =
  | "boot"
  | "create_vault"
  | "select_vault"
  | "view"
  | "draft"
  | "discard_draft"
  | "save_draft"
  | "set_words"
  | "commit"
  | "history"
  | "state_at"
  | "verify"
  | "register"
  | "login"
  | "logout"
  | "sync"
  | "sync_status"
  | "devices"
  | "rename_device"
  | "set_witnessed"
  | "accept_generation"
  | "rehome"
  | "import_commits";

/** Payloads are JSON text: written once by the page, read once by Python, and the other way round. */
export type ToWorker =
  | { type: "call"; id: number; method: Method; payload: string }
  /** The page may be about to go: what is only in memory has to be written. */
  | { type: "flush" }
  | { type: "retry" };

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
  | { type: "flush" }
  | { type: "retry" };
