const IDLE_TIMEOUT_MS = 2000;

/** Runs `work` once the page is idle. Returns a function that cancels it. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const waiting = requestIdleCallback(work, { timeout: IDLE_TIMEOUT_MS });
    return () => cancelIdleCallback(waiting);
  }
  const waiting = setTimeout(work, IDLE_TIMEOUT_MS / 10);
  return () => clearTimeout(waiting);
}
