/**
 * Fingers and mouse on the picture of a graph. One finger scrolls the page. It acts like a mouse on the ring of the
 * selected node, and on everything after it has rested there. Two fingers zoom and move the view.
 */
import { RANGES } from "../../model/engine";
import type { Point } from "../../model/homes";
import { Hold } from "../touch/hold";
import { massOf } from "./scene";
import type { Stage } from "./stage";

export interface GraphActions {
  onSelect: (id: string) => void;
  onConnect: (a: string, b: string) => void;
  onShift: (shift: [number, number]) => void;
  /** The mass that the ring was dragged to. */
  onMass: (id: string, mass: number) => void;
}

type Drag =
  | { kind: "ground"; last: Point; from: Point; shift: readonly [number, number] }
  | { kind: "link"; from: string }
  | { kind: "ring"; id: string; middle: Point; grip: number; mass: number }
  | { kind: "pan"; last: Point }
  | { kind: "pinch"; apart: number; middle: Point };

/** The distance between the pointer and the outline of the node. */
const RING_GAP = 9;
/** How much the wheel zooms: for one pixel of its way, and for one event at most. */
const WHEEL_SPEED = 0.01;
const WHEEL_MOST = 0.14;

function nodeAt(event: PointerEvent): string | null {
  const found = document.elementFromPoint(event.clientX, event.clientY);
  return found?.closest("[data-node]")?.getAttribute("data-node") ?? null;
}

function clamp(value: number): number {
  const { min, max } = RANGES.virtual_anchor_shift;
  return Math.round(Math.min(max, Math.max(min, value)) * 100) / 100;
}

export class Gestures {
  private readonly ending = new AbortController();
  private readonly touching = new Map<number, PointerEvent>();
  private readonly hold = new Hold();
  private drag: Drag | null = null;

  private readonly host: HTMLElement;
  private readonly stage: Stage;
  private readonly actions: () => GraphActions;

  constructor(host: HTMLElement, stage: Stage, actions: () => GraphActions) {
    this.host = host;
    this.stage = stage;
    this.actions = actions;
    const { signal } = this.ending;
    host.addEventListener("pointerdown", (event) => this.down(event), { signal });
    host.addEventListener("pointermove", (event) => this.move(event), { signal });
    host.addEventListener("pointerup", (event) => this.up(event), { signal });
    host.addEventListener("pointercancel", (event) => this.cancel(event), { signal });
    for (const name of ["pointerover", "focusin"]) {
      host.addEventListener(name, (event) => this.point(event.target), { signal });
    }
    for (const name of ["pointerleave", "focusout"]) {
      host.addEventListener(name, () => this.stage.point(null), { signal });
    }
    host.addEventListener("touchmove", (event) => this.keepPage(event), { signal, passive: false });
    host.addEventListener("contextmenu", (event) => this.keepPage(event), { signal });
    host.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
  }

  close(): void {
    this.hold.stop();
    this.ending.abort();
  }

  private point(target: EventTarget | null): void {
    const node = target instanceof Element ? target.closest("[data-node]") : null;
    this.stage.point(node?.getAttribute("data-node") ?? null);
  }

  /** The page neither scrolls nor opens a menu under a finger that acts on the picture. */
  private keepPage(event: Event): void {
    if (this.drag && event.cancelable) event.preventDefault();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || this.touching.size === 2) return;
    this.touching.set(event.pointerId, event);
    if (this.touching.size === 2) {
      this.hold.stop();
      this.stage.setLink(null);
      for (const pointer of this.touching.keys()) this.host.setPointerCapture(pointer);
      this.drag = this.pinch();
      return;
    }
    if (event.pointerType !== "touch" || this.ring(event)) this.grasp(event);
    else {
      this.hold.start(event, () => {
        this.host.dataset.held = "";
        this.grasp(event);
      });
    }
  }

  /** Starts the drag of what lies under the pointer. */
  private grasp(event: PointerEvent): void {
    this.host.setPointerCapture(event.pointerId);
    const id = nodeAt(event);
    const ring = this.ring(event);
    if (ring) this.drag = ring;
    else if (id) {
      this.drag = { kind: "link", from: id };
      this.actions().onSelect(id);
    } else {
      this.drag = this.ground(event);
    }
  }

  private ring(event: PointerEvent): Drag | null {
    const at = this.stage.toPicture(event);
    const held = this.stage.handleAt(at);
    if (!held) return null;
    const grip = Math.hypot(at.x - held.middle.x, at.y - held.middle.y) - held.node.reach;
    return { kind: "ring", id: held.node.id, middle: held.middle, grip, mass: held.node.mass };
  }

  private ground(event: PointerEvent): Drag {
    const from = { x: event.clientX, y: event.clientY };
    return { kind: "ground", from, last: from, shift: this.stage.shift };
  }

  private move(event: PointerEvent): void {
    if (!this.touching.has(event.pointerId)) return;
    this.touching.set(event.pointerId, event);
    this.hold.follow(event);
    const { drag, stage } = this;
    switch (drag?.kind) {
      case "link":
        stage.setLink({ from: drag.from, to: stage.toPicture(event) });
        break;
      case "ring": {
        const at = stage.toPicture(event);
        const away = Math.hypot(at.x - drag.middle.x, at.y - drag.middle.y);
        this.actions().onMass(drag.id, massOf(away - Math.max(drag.grip, RING_GAP / 2)));
        break;
      }
      case "ground":
        this.moveGround(drag, event);
        break;
      case "pan": {
        const at = { x: event.clientX, y: event.clientY };
        stage.panBy({ x: at.x - drag.last.x, y: at.y - drag.last.y });
        drag.last = at;
        break;
      }
      case "pinch":
        this.movePinch(drag);
        break;
    }
  }

  /** A drag on the ground shifts the anchor, or pans a zoomed view. */
  private moveGround(drag: Drag & { kind: "ground" }, event: PointerEvent): void {
    const at = { x: event.clientX, y: event.clientY };
    if (this.stage.zoomed) {
      this.stage.panBy({ x: at.x - drag.last.x, y: at.y - drag.last.y });
      drag.last = at;
      return;
    }
    const { reach } = this.stage;
    const shift: [number, number] = [
      clamp(drag.shift[0] + (at.x - drag.from.x) / reach),
      clamp(drag.shift[1] + (at.y - drag.from.y) / reach),
    ];
    this.shiftTo(shift);
  }

  private shiftTo([x, y]: readonly [number, number]): void {
    this.stage.setShift([x, y]);
    this.actions().onShift([x, y]);
  }

  private pinch(): Drag {
    const [one, two] = [...this.touching.values()];
    const box = this.host.getBoundingClientRect();
    const [ax, ay] = [one?.clientX ?? 0, one?.clientY ?? 0];
    const [bx, by] = [two?.clientX ?? 0, two?.clientY ?? 0];
    const middle = { x: (ax + bx) / 2 - box.left, y: (ay + by) / 2 - box.top };
    return { kind: "pinch", apart: Math.max(1, Math.hypot(ax - bx, ay - by)), middle };
  }

  private movePinch(drag: Drag & { kind: "pinch" }): void {
    const next = this.pinch();
    if (next.kind !== "pinch") return;
    this.stage.zoomBy(next.apart / drag.apart, drag.middle);
    this.stage.panBy({ x: next.middle.x - drag.middle.x, y: next.middle.y - drag.middle.y });
    this.drag = next;
  }

  private up(event: PointerEvent): void {
    const target = nodeAt(event);
    const { drag } = this;
    this.end(event);
    if (drag?.kind === "link" && target && target !== drag.from) {
      this.actions().onConnect(drag.from, target);
    }
  }

  private end(event: PointerEvent): void {
    if (!this.touching.delete(event.pointerId)) return;
    this.hold.stop();
    delete this.host.dataset.held;
    this.stage.setLink(null);
    const [left] = this.touching.values();
    // After a pinch, the finger that stays pans the view. It must not shift the anchor.
    this.drag = left ? { kind: "pan", last: { x: left.clientX, y: left.clientY } } : null;
  }

  /** The browser took the touch away, for example in order to scroll. A ring gets its mass back. */
  private cancel(event: PointerEvent): void {
    const { drag } = this;
    if (this.touching.has(event.pointerId)) {
      if (drag?.kind === "ring") this.actions().onMass(drag.id, drag.mass);
      else if (drag?.kind === "ground" && !this.stage.zoomed) this.shiftTo(drag.shift);
    }
    this.end(event);
  }

  /** A plain wheel scrolls the page. With Control, which a touchpad sends for a pinch, it zooms. */
  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.host.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    // A touchpad sends many small steps, a wheel few large ones.
    const by = Math.max(-WHEEL_MOST, Math.min(WHEEL_MOST, -event.deltaY * WHEEL_SPEED));
    this.stage.zoomBy(Math.exp(by), at);
  }
}
