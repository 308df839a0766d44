/** What `start.js` has begun before the scripts of the page ran, and hands over to them. */

import type { VaultView } from "../model/engine";
import type { FromWorker, ToWorker } from "./messages";

export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromWorker>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

interface Early {
  /** Null once it is taken. */
  worker: WorkerLike | null;
  view: Promise<VaultView | null>;
}

declare global {
  var autusEarly: Early | undefined;
}

/** The worker that has been started, once. */
export function takeEarlyWorker(): WorkerLike | null {
  const early = globalThis.autusEarly;
  const worker = early?.worker ?? null;
  if (early) early.worker = null;
  return worker;
}
