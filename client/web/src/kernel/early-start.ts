/** Begins what a warm start needs while the scripts of the page are still loaded: the engine's worker, and the last view. */

import { scriptPolicy } from "../platform/script-urls";
import type { WorkerLike } from "./early";
import { WORKER_NAME } from "./messages";
import { loadCachedView } from "./view-cache";

type Listener = (event: never) => void;

/** `start.js` is a script of its own beside those of the page, so it has a policy of its own. */
const scriptUrl = scriptPolicy("autus-start");

/** A worker whose events wait for the first listener of their kind. */
function bufferedWorker(path: string): WorkerLike {
  const worker = new Worker(scriptUrl(path), { type: "module", name: WORKER_NAME });
  const early = new Map<string, Event[]>();
  const stops = new Map<string, () => void>();
  for (const type of ["message", "error"]) {
    const events: Event[] = [];
    const keep = (event: Event) => void events.push(event);
    early.set(type, events);
    worker.addEventListener(type, keep);
    stops.set(type, () => worker.removeEventListener(type, keep));
  }
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    addEventListener: (type: "message" | "error", listener: Listener) => {
      stops.get(type)?.();
      worker.addEventListener(type, listener as EventListener);
      for (const event of early.get(type)?.splice(0) ?? []) listener(event as never);
    },
  };
}

/** `workerPath`: a file that the service worker has checked and keeps. Null: the page starts its worker after the first paint. */
export function startEarly(workerPath: string | null): void {
  const worker = workerPath === null ? null : bufferedWorker(workerPath);
  globalThis.autusEarly = { worker, view: loadCachedView() };
}
