import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { t } from "../i18n";
import { percent } from "../i18n/format";
import { type Allocations, SLOTS, type Slot } from "../state/model";
import { useFollowing } from "../state/readings";

const HUB = 34;
const REACH = 132;
const HALF_WIDTH = Math.PI / 8 - 0.035;

function angleOf(slot: Slot): number {
  return (SLOTS.indexOf(slot) / SLOTS.length) * 2 * Math.PI - Math.PI / 2;
}

/** Area grows with the share, so the radius grows with its root. */
function radiusOf(share: number): number {
  return HUB + REACH * Math.sqrt(share);
}

export function shareAt(slot: Slot, x: number, y: number): number {
  const angle = angleOf(slot);
  const along = x * Math.cos(angle) + y * Math.sin(angle);
  const root = Math.min(1, Math.max(0, (along - HUB) / REACH));
  return root * root;
}

function at(radius: number, angle: number): string {
  return `${(Math.cos(angle) * radius).toFixed(2)},${(Math.sin(angle) * radius).toFixed(2)}`;
}

function petal(slot: Slot, share: number): string {
  const angle = angleOf(slot);
  const [from, to] = [angle - HALF_WIDTH, angle + HALF_WIDTH];
  const outer = radiusOf(share);
  return `M${at(HUB, from)}L${at(outer, from)}A${outer},${outer} 0 0 1 ${at(outer, to)}L${at(HUB, to)}A${HUB},${HUB} 0 0 0 ${at(HUB, from)}Z`;
}

function totalOf(allocations: Allocations): number {
  return SLOTS.reduce((sum, slot) => sum + allocations[slot], 0);
}

function describe(allocations: Allocations): string {
  const shares = SLOTS.map((slot) => `${t(`slot.${slot}`)} ${percent(allocations[slot])}`);
  return `${t("mandala.compass")}: ${shares.join(", ")}`;
}

interface PetalProps {
  slot: Slot;
  allocations: ReadonlySignal<Allocations>;
  selected: ReadonlySignal<Slot>;
  onDown: (slot: Slot, event: PointerEvent) => void;
}

function Petal({ slot, allocations, selected, onDown }: PetalProps) {
  const isSelected = useFollowing(() => selected.value === slot, [selected, slot]).value;
  const shape = useFollowing(() => petal(slot, allocations.value[slot]), [allocations, slot]);
  const share = useFollowing(() => percent(allocations.value[slot]), [allocations, slot]);
  const angle = angleOf(slot);
  const x = Math.cos(angle) * 150;
  const y = Math.sin(angle) * 168;
  return (
    <g
      class={isSelected ? "petal is-selected" : "petal"}
      data-testid={`petal-${slot}`}
      onPointerDown={(event) => onDown(slot, event)}
    >
      <path class="petal-field" d={petal(slot, 1)} />
      <path class="petal-share" d={shape} />
      <text class="petal-name" x={x} y={y - 4}>
        {t(`slot.${slot}`)}
      </text>
      <text class="petal-percent" x={x} y={y + 14}>
        {share}
      </text>
    </g>
  );
}

interface Props {
  allocations: ReadonlySignal<Allocations>;
  selected: ReadonlySignal<Slot>;
  disabled: boolean;
  onSelect: (slot: Slot) => void;
  onShare: (slot: Slot, share: number) => void;
}

/** Eight petals to drag; the sliders beside are the same controls for keys and readers. */
export function Compass({ allocations, selected, disabled, onSelect, onShare }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const dragged = useRef<Slot | null>(null);

  const place = (event: PointerEvent): { x: number; y: number } => {
    const matrix = svg.current?.getScreenCTM();
    const point = new DOMPoint(event.clientX, event.clientY);
    return matrix ? point.matrixTransform(matrix.inverse()) : point;
  };
  const onDown = (slot: Slot, event: PointerEvent) => {
    if (disabled) return;
    svg.current?.setPointerCapture(event.pointerId);
    dragged.current = slot;
    onSelect(slot);
  };
  const onMove = (event: PointerEvent) => {
    if (!dragged.current || event.movementX + event.movementY === 0) return;
    const { x, y } = place(event);
    onShare(dragged.current, shareAt(dragged.current, x, y));
  };
  const onUp = () => {
    dragged.current = null;
  };
  const words = useFollowing(() => describe(allocations.value), [allocations]);
  const total = useFollowing(() => percent(totalOf(allocations.value)), [allocations]);
  return (
    <svg
      ref={svg}
      class="compass"
      viewBox="-200 -200 400 400"
      role="img"
      aria-label={words}
      data-testid="compass"
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
    >
      {[0.125, 0.5, 1].map((share) => (
        <circle key={share} class="compass-grid" r={radiusOf(share)} />
      ))}
      {SLOTS.map((slot) => (
        <Petal
          key={slot}
          slot={slot}
          allocations={allocations}
          selected={selected}
          onDown={onDown}
        />
      ))}
      <circle class="compass-hub" r={HUB - 4} />
      <text class="compass-total" y="5">
        {total}
      </text>
    </svg>
  );
}
