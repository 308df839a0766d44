/** Messages between a page and its worker, and between the workers of several tabs. */

import type { ClientEvent, Method } from "../model/engine";
import type { Stage } from "./start-watch";

/** The names of a worker. A start that stood still is repeated by a worker that uses no runtime snapshot. */
export const WORKER_NAME = "autus-kernel";
export const PLAIN_WORKER_NAME = "autus-kernel-plain";

/** Payloads are JSON text, which one side writes once and Python reads once, or the other way round. */
export type ToWorker =
  | { type: "call"; id: number; method: Method; payload: string }
  /** The page may be about to go: the worker writes what is only in memory. */
  | { type: "flush" }
  /** The page is shown again, or the network is back. */
  | { type: "wake" }
  /** The person is here. */
  | { type: "active" };

export type FromWorker =
  | { type: "answer"; id: number; payload: string }
  | { type: "event"; event: ClientEvent }
  /** The start of this worker's own engine goes on with this stage. */
  | { type: "stage"; stage: Stage };

export type BetweenTabs =
  /** A new worker asks the leader to announce itself. */
  | { type: "hello" }
  /** The leader announces itself. A new `term` means that calls in flight are lost. */
  | { type: "leading"; term: string; events: ClientEvent[] }
  | { type: "call"; id: string; method: Method; payload: string }
  | { type: "answer"; id: string; payload: string }
  | { type: "event"; event: ClientEvent }
  | { type: "flush" }
  | { type: "wake" }
  | { type: "active" }
  /** The lock key for the tab that leads next; null: there is none any more. */
  | { type: "lock_key"; key: Uint8Array<ArrayBuffer> | null };
