/** Picking a place on a curve: a mouse picks while it is pressed, a finger where it taps or while it moves sideways. */
import { useRef } from "preact/hooks";
import { type Intent, intentOf } from "../../ui/touch/intent";

interface Touch {
  pointer: number;
  x: number;
  y: number;
  intent: Intent;
}

export function usePicking(pick: (event: PointerEvent) => void) {
  const touch = useRef<Touch | null>(null);
  const isOwn = (event: PointerEvent) => touch.current?.pointer === event.pointerId;
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "touch") return pick(event);
      const { pointerId: pointer, clientX: x, clientY: y } = event;
      touch.current ??= { pointer, x, y, intent: "rest" };
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.pointerType !== "touch") {
        if (event.buttons !== 0) pick(event);
        return;
      }
      const own = touch.current;
      if (!own || !isOwn(event)) return;
      if (own.intent === "rest")
        own.intent = intentOf(event.clientX - own.x, event.clientY - own.y);
      if (own.intent === "sideways") pick(event);
    },
    onPointerUp: (event: PointerEvent) => {
      if (!isOwn(event)) return;
      const taps = touch.current?.intent === "rest";
      touch.current = null;
      if (taps) pick(event);
    },
    onPointerCancel: (event: PointerEvent) => {
      if (isOwn(event)) touch.current = null;
    },
  };
}
