/**
 * Calls `leave` whenever the page may be about to go. Hidden is the last thing that a phone tells. Before a reload or a
 * closing tab, hearing of it early leaves a moment longer.
 */
export function watchLeaving(leave: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("beforeunload", leave);
}

/** Has the browser ask before the page goes, while `mustAsk` says so. */
export function askBeforeLeaving(mustAsk: () => boolean): void {
  window.addEventListener("beforeunload", (event) => {
    if (mustAsk()) event.preventDefault();
  });
}
