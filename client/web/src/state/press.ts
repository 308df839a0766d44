/** What the hand does: whether it presses, and which control it moved last. What would move the page under it waits. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

/** A finger, a pen or a mouse button is down. */
export const pressed = signal(false);

/** The last change of the draft by a control. Every change is a new object. */
export const lastMove = signal<{ control: string } | null>(null);

export function noteMove(control: string): void {
  lastMove.value = { control };
}

/** Where the last press began, in pixels from the top of the window. */
let pressY = 0;
export const pressedAt = (): number => pressY;

export function watchPresses(): void {
  let touches = 0;
  let buttons = 0;
  const show = () => {
    pressed.value = touches > 0 || buttons > 0;
  };
  // A finger that scrolls sends no more pointer events, and is still down.
  const onTouch = (event: TouchEvent) => {
    touches = event.touches.length;
    show();
  };
  const onPointer = ({ type, pointerType, clientY }: PointerEvent) => {
    if (type === "pointerdown") pressY = clientY;
    if (pointerType === "touch") return;
    buttons = type === "pointerdown" ? 1 : 0;
    show();
  };
  const release = () => {
    touches = 0;
    buttons = 0;
    show();
  };
  const options = { capture: true, passive: true } as const;
  for (const type of ["touchstart", "touchend", "touchcancel"] as const)
    addEventListener(type, onTouch, options);
  for (const type of ["pointerdown", "pointerup", "pointercancel"] as const)
    addEventListener(type, onPointer, options);
  // A press may end outside of the window.
  addEventListener("blur", release);
}

/** The value of `source`, which changes only while nothing is pressed. */
export function useReleased<T>(source: ReadonlySignal<T>): T {
  const calm = useMemo(() => signal(source.peek()), [source]);
  useEffect(
    () =>
      effect(() => {
        if (!pressed.value) calm.value = source.value;
      }),
    [source, calm],
  );
  return calm.value;
}
