/** Focus after an act that takes the focused element away. */

/** The focus is nowhere, or on what cannot be used any more. */
function isLost(): boolean {
  const now = document.activeElement;
  return !now || now === document.body || now.matches("dialog, :disabled");
}

/**
 * Once the page has rendered, focuses the first of `places` that can take it, unless the focus is still somewhere useful.
 * `places` are selectors.
 */
export function refocus(...places: string[]): void {
  requestAnimationFrame(() => {
    if (!isLost()) return;
    for (const place of places) {
      const found = document.querySelector<HTMLElement>(place);
      if (!found || found.matches(":disabled")) continue;
      // The commit bar stays in sight by itself.
      found.focus({ preventScroll: found.closest("#commit-bar") !== null });
      return;
    }
  });
}

/** Once the page has rendered, focuses an element that had the focus, unless that is somewhere useful. */
export function returnFocus(to: Element | null): void {
  requestAnimationFrame(() => {
    if (!isLost() || !(to instanceof HTMLElement)) return;
    if (to.isConnected && !to.matches(":disabled")) to.focus({ preventScroll: true });
  });
}

const USABLE = "button:not(:disabled), a[href], input:not(:disabled)";

/**
 * As `refocus`, once `done`, for a press that may take its own row away: what is left of the row, the rows beside it, or
 * else the heading above them.
 */
export async function refocusNear(pressed: Element, done: Promise<unknown>): Promise<void> {
  const row = pressed.closest("li, tr");
  const rows = [row, row?.nextElementSibling, row?.previousElementSibling];
  const section = pressed.closest("section");
  await done;
  requestAnimationFrame(() => {
    if (!isLost()) return;
    const usable = rows.map((it) =>
      it?.isConnected ? it.querySelector<HTMLElement>(USABLE) : null,
    );
    const place =
      usable.find(Boolean) ?? (section?.isConnected ? section : document).querySelector("h2");
    if (!(place instanceof HTMLElement)) return;
    if (place.matches("h2")) place.tabIndex = -1;
    place.focus();
  });
}
