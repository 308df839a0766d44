/** What a finger on a control is about to do. A browser scrolls the page only in the first direction of a touch. */

/** A resting finger moves less than this, in pixels. */
export const SLOP = 8;
/** A finger that rests this long holds what lies under it. */
export const HOLD_MS = 280;

export type Intent = "rest" | "sideways" | "scroll";

/** The intent after the finger has moved by `dx` and `dy` pixels. A diagonal scrolls. */
export function intentOf(dx: number, dy: number): Intent {
  if (Math.hypot(dx, dy) < SLOP) return "rest";
  return Math.abs(dx) > Math.abs(dy) ? "sideways" : "scroll";
}
