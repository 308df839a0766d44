/**
 * Sliders under a finger. A browser may set a slider where a touch begins, before it knows that the touch scrolls the
 * page. Here the value waits until the finger moves sideways or lifts, and a cancelled touch gives the old value back.
 */
import { type Intent, intentOf } from "./intent";

interface Touch {
  input: HTMLInputElement;
  pointer: number;
  x: number;
  y: number;
  /** The value before the touch. */
  from: string;
  /** What the browser has set meanwhile. */
  wanted: string | null;
  intent: Intent;
}

function rangeOf(target: EventTarget | null): HTMLInputElement | null {
  const isRange = target instanceof HTMLInputElement && target.type === "range";
  return isRange && !target.disabled ? target : null;
}

/** An input event that gives the value back that a slider had before a touch. */
export class RestoringInput extends Event {
  constructor() {
    super("input", { bubbles: true });
  }
}

function set(input: HTMLInputElement, value: string, event: Event): void {
  input.value = value;
  input.dispatchEvent(event);
}

/** Guards every slider of the document, now and later. Returns a function that stops. */
export function guardRanges(root: Document): () => void {
  const ending = new AbortController();
  const options = { capture: true, signal: ending.signal };
  let touch: Touch | null = null;
  const isOwn = (event: PointerEvent) => touch?.pointer === event.pointerId;

  const onDown = (event: PointerEvent) => {
    const input = rangeOf(event.target);
    if (touch || !input || event.pointerType !== "touch") return;
    const { pointerId, clientX, clientY } = event;
    const from = input.value;
    touch = {
      input,
      pointer: pointerId,
      x: clientX,
      y: clientY,
      from,
      wanted: null,
      intent: "rest",
    };
  };
  const onMove = (event: PointerEvent) => {
    if (!touch || !isOwn(event) || touch.intent !== "rest") return;
    touch.intent = intentOf(event.clientX - touch.x, event.clientY - touch.y);
  };
  const onInput = (event: Event) => {
    if (!touch || event.target !== touch.input || touch.intent === "sideways") return;
    touch.wanted = touch.input.value;
    touch.input.value = touch.from;
    event.stopImmediatePropagation();
  };
  const onUp = (event: PointerEvent) => {
    if (!touch || !isOwn(event)) return;
    const { input, wanted, intent } = touch;
    touch = null;
    if (intent === "rest" && wanted !== null)
      set(input, wanted, new Event("input", { bubbles: true }));
  };
  const onCancel = (event: PointerEvent) => {
    if (!touch || !isOwn(event)) return;
    const { input, from } = touch;
    touch = null;
    if (input.value !== from) set(input, from, new RestoringInput());
  };
  root.addEventListener("pointerdown", onDown, options);
  root.addEventListener("pointermove", onMove, options);
  root.addEventListener("input", onInput, options);
  root.addEventListener("pointerup", onUp, options);
  root.addEventListener("pointercancel", onCancel, options);
  return () => ending.abort();
}
