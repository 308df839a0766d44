/**
 * Drags a petal: its tip moves as far as the pointer, from wherever the drag starts. A finger drags at once when it moves
 * sideways, and in every direction after it has rested on the petal. Any other finger scrolls the page.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Allocations, Slot } from "../../model/engine";
import { Hold } from "../touch/hold";
import { intentOf, SLOP } from "../touch/intent";
import { along, lengthOf, shareOf } from "./shapes";

/** A resting mouse moves less than this, in units of the picture. */
const MOUSE_SLOP = 3;

export interface HandActions {
  allocations: ReadonlySignal<Allocations>;
  disabled: boolean;
  onSelect: (slot: Slot) => void;
  onShare: (slot: Slot, share: number) => void;
  onHold: (slot: Slot) => void;
}

interface Held {
  slot: Slot;
  pointer: number;
  x: number;
  y: number;
  /** The distance from the middle and the share where the drag starts. */
  from: number;
  share: number;
  moved: boolean;
  /** A finger that may still scroll the page. */
  waiting: boolean;
}

export class Hand {
  readonly svg: { current: SVGSVGElement | null } = { current: null };
  actions: HandActions;
  private held: Held | null = null;
  private readonly hold = new Hold();
  /** The petals of the last two presses. */
  private pressed: [Slot | null, Slot | null] = [null, null];

  constructor(actions: HandActions) {
    this.actions = actions;
  }

  readonly down = (slot: Slot, event: PointerEvent): void => {
    const { disabled, allocations } = this.actions;
    if (disabled || event.button !== 0 || this.held) return;
    this.pressed = [this.pressed[1], slot];
    const held = {
      slot,
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      from: this.distance(slot, event),
      share: allocations.peek()[slot],
      moved: false,
      waiting: event.pointerType === "touch",
    };
    this.held = held;
    if (!held.waiting) this.seize(held);
    else {
      this.hold.start(event, () => {
        this.svg.current?.setAttribute("data-held", slot);
        this.seize(held);
      });
    }
  };

  private readonly move = (event: PointerEvent): void => {
    const held = this.own(event);
    if (!held) return;
    if (held.waiting) {
      const intent = intentOf(event.clientX - held.x, event.clientY - held.y);
      if (intent === "rest") return;
      this.hold.stop();
      if (intent === "scroll") {
        this.release();
        return;
      }
      this.seize(held);
    }
    const by = this.distance(held.slot, event) - held.from;
    held.moved ||= Math.abs(by) >= (event.pointerType === "touch" ? SLOP / 2 : MOUSE_SLOP);
    if (held.moved) this.actions.onShare(held.slot, shareOf(lengthOf(held.share) + by));
  };

  private readonly up = (event: PointerEvent): void => {
    const held = this.own(event);
    if (!held) return;
    this.release();
    if (held.waiting) this.actions.onSelect(held.slot);
  };

  private readonly cancel = (event: PointerEvent): void => {
    const held = this.own(event);
    if (!held) return;
    this.release();
    if (held.moved) this.actions.onShare(held.slot, held.share);
  };

  readonly handlers = {
    onPointerMove: this.move,
    onPointerUp: this.up,
    onPointerCancel: this.cancel,
    onDblClick: () => {
      const [first, second] = this.pressed;
      if (second && first === second) this.actions.onHold(second);
    },
    // The page must not scroll under a petal that is dragged.
    onTouchMove: (event: TouchEvent) => {
      if (this.held && !this.held.waiting && event.cancelable) event.preventDefault();
    },
    // A browser may open its menu under a finger that rests.
    onContextMenu: (event: MouseEvent) => {
      if (this.held) event.preventDefault();
    },
    // The default of a press would take the focus from the slider, which has just received it.
    onMouseDown: (event: MouseEvent) => event.preventDefault(),
  };

  release(): void {
    this.hold.stop();
    this.held = null;
    this.svg.current?.removeAttribute("data-held");
  }

  private own(event: PointerEvent): Held | null {
    return this.held?.pointer === event.pointerId ? this.held : null;
  }

  private seize(held: Held): void {
    held.waiting = false;
    this.svg.current?.setPointerCapture(held.pointer);
    this.actions.onSelect(held.slot);
  }

  private distance(slot: Slot, event: PointerEvent): number {
    const matrix = this.svg.current?.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = matrix ? point.matrixTransform(matrix.inverse()) : point;
    return along(slot, x, y);
  }
}
