/** Focus after an act that takes the focused element away. */

/**
 * Once the page has rendered, focuses the first of `places` that can take it, unless the focus is still somewhere useful.
 * `places` are selectors.
 */
export function refocus(...places: string[]): void {
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now && now !== document.body && !now.matches(":disabled")) return;
    for (const place of places) {
      const found = document.querySelector<HTMLElement>(place);
      if (!found || found.matches(":disabled")) continue;
      found.focus();
      return;
    }
  });
}
