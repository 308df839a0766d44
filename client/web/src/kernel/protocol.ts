/** Messages between a page and its worker, and between the workers of several tabs. */

import type { EngineEvent, KernelEvent, Method, Persistence } from './types';

/** Payloads are JSON text: written once by the page, read once by Python, and the other way round. */
export type ToWorker = { type: 'call'; id: number; method: Method; payload: string } | { type: 'retry' };

export type FromWorker = { type: 'answer'; id: number; payload: string } | { type: 'event'; event: KernelEvent };

/** What the leading worker tells the others: what the engine says, and what only the leader knows. */
export type SharedEvent = EngineEvent | Extract<KernelEvent, { type: 'boot' | 'persistence' }>;

export type BetweenTabs =
  /** A worker asks the leader to announce itself. */
  | { type: 'hello' }
  /** The leader is here. `term` names its time in office: a new one means that calls in flight were lost. */
  | { type: 'leading'; term: string; events: SharedEvent[] }
  | { type: 'call'; id: string; method: Method; payload: string }
  | { type: 'answer'; id: string; payload: string }
  | { type: 'event'; event: SharedEvent }
  | { type: 'retry' };

export interface LeaderFacts {
  persistence: Persistence;
}
