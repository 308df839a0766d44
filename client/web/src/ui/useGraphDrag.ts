import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { Point } from "../state/layout";

export type Drag =
  | { kind: "pan"; from: Point; shift: readonly [number, number] }
  | { kind: "link"; from: string; to: Point };

interface Options {
  /** Half the width of the picture in its own units: what a shift of 1 moves by. */
  reach: number;
  shift: readonly [number, number];
  onSelect: (id: string) => void;
  onConnect: (a: string, b: string) => void;
  onShift: (shift: [number, number]) => void;
}

function nodeAt(event: PointerEvent): string | null {
  const found = document.elementFromPoint(event.clientX, event.clientY);
  return found?.closest("[data-node]")?.getAttribute("data-node") ?? null;
}

function clamp(value: number): number {
  return Math.round(Math.min(1, Math.max(-1, value)) * 100) / 100;
}

/** A drag from a node to another connects them; a drag of the ground shifts the anchor. */
export function useGraphDrag(svg: RefObject<SVGSVGElement | null>, options: Options) {
  const { reach, shift, onSelect, onConnect, onShift } = options;
  const [drag, setDrag] = useState<Drag | null>(null);
  const pointOf = (event: PointerEvent): Point => {
    const matrix = svg.current?.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY);
    return matrix ? point.matrixTransform(matrix.inverse()) : point;
  };
  const onPointerDown = (event: PointerEvent) => {
    const id = nodeAt(event);
    svg.current?.setPointerCapture(event.pointerId);
    if (id) onSelect(id);
    const from = pointOf(event);
    setDrag(id ? { kind: "link", from: id, to: from } : { kind: "pan", from, shift });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag) return;
    const at = pointOf(event);
    if (drag.kind === "link") {
      setDrag({ ...drag, to: at });
      return;
    }
    onShift([
      clamp(drag.shift[0] + (at.x - drag.from.x) / reach),
      clamp(drag.shift[1] + (at.y - drag.from.y) / reach),
    ]);
  };
  const onPointerUp = (event: PointerEvent) => {
    const target = nodeAt(event);
    if (drag?.kind === "link" && target && target !== drag.from) onConnect(drag.from, target);
    setDrag(null);
  };
  const onPointerCancel = () => setDrag(null);
  return { drag, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } };
}
