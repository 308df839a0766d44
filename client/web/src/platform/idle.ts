const PATIENCE_MS = 2000;

/** Does the work when the page has nothing better to do; answers what takes it back. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const waiting = requestIdleCallback(work, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(waiting);
  }
  const waiting = setTimeout(work, PATIENCE_MS / 10);
  return () => clearTimeout(waiting);
}
