/**
 * The lock key that this run of the app has open. Every tab has it in its worker, so that a tab that leads later goes on
 * without asking. No page sees it, and it goes with the last worker.
 */

import type { Bytes } from "./crypto";

let kept: Bytes | null = null;
let tell: (key: Bytes | null) => void = () => {};

export const lockKey = {
  get kept(): Bytes | null {
    return kept;
  },
  /** The engine of this tab has opened it, or no longer keeps it. */
  keep(key: Bytes | null): void {
    // The argument is a view of a whole message.
    kept = key === null ? null : key.slice();
    tell(kept);
  },
  /** The engine of another tab has told. */
  take(key: Bytes | null): void {
    kept = key;
  },
  /** Hears what the engine of this tab keeps. */
  onKeep(listener: (key: Bytes | null) => void): void {
    tell = listener;
  },
};

export type LockKey = typeof lockKey;
