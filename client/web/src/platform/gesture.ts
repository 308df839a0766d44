/** Names the movement of a hand: all that one press of a pointer or of a key does. */

const here = crypto.randomUUID().slice(0, 8);
let count = 0;

/** Assistive technology may press with a click alone. */
const BEGINNINGS = ["pointerdown", "keydown", "click"] as const;

export function watchGestures(): void {
  for (const type of BEGINNINGS) {
    const next = (event: Event) => {
      // A key that is held down goes on with the same gesture.
      if (!(event instanceof KeyboardEvent && event.repeat)) count += 1;
    };
    addEventListener(type, next, { capture: true });
  }
}

/** The name of the present gesture, different in every tab. */
export function gestureName(): string {
  return `${here}-${count}`;
}
