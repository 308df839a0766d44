/** Calls `wake` whenever the page may have missed something: shown again, thawed, restored, or back on the network. */
export function watchWaking(wake: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
  document.addEventListener("resume", wake);
  window.addEventListener("pageshow", wake);
  window.addEventListener("online", wake);
}
