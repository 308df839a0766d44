/** Waits for a finger that rests. A finger that moves, lifts or is cancelled before holds nothing. */
import { HOLD_MS, intentOf } from "./intent";

interface Waiting {
  event: PointerEvent;
  timer: number;
}

export class Hold {
  private waiting: Waiting | null = null;

  /** Calls `held` once the finger of `event` has rested. */
  start(event: PointerEvent, held: () => void): void {
    this.stop();
    const timer = window.setTimeout(() => {
      this.waiting = null;
      held();
    }, HOLD_MS);
    this.waiting = { event, timer };
  }

  /** Whether the finger of `event` still waits. A finger that moves away stops waiting. */
  follow(event: PointerEvent): boolean {
    const from = this.waiting?.event;
    if (from?.pointerId !== event.pointerId) return false;
    if (intentOf(event.clientX - from.clientX, event.clientY - from.clientY) === "rest")
      return true;
    this.stop();
    return false;
  }

  /** Stops waiting. Returns whether a finger was waiting. */
  stop(): boolean {
    const { waiting } = this;
    if (!waiting) return false;
    window.clearTimeout(waiting.timer);
    this.waiting = null;
    return true;
  }
}
