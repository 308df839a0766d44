/** Lengths and paths of the mandala, in its own units: the middle is 0, the picture ends at `EDGE`. */
import { SLOTS, type Slot } from "../../model/engine";

export const EDGE = 256;
export const HUB = 30;
/** From the hub to the tip of a petal that holds everything. */
const REACH = 150;
export const RIM = HUB + REACH;
/** Threads run between the petals and the quantities. */
const TRACK = RIM + 12;
export const GAUGE = RIM + 30;
/** SIM lies close over LIVE. */
export const SIM_GAUGE = GAUGE + 6;
const HALF_PETAL = Math.PI / 8 - 0.03;
const HALF_GAUGE = (62 / 360) * Math.PI;

/** The quantities that the slots act on, around the rim from the east, each near the slots that move it. */
export const GAUGES = ["E", "leak", "pressure", "sigma", "volume"] as const;
export type GaugeKey = (typeof GAUGES)[number];

export function angleOf(slot: Slot): number {
  return (SLOTS.indexOf(slot) / SLOTS.length) * 2 * Math.PI - Math.PI / 2;
}

/** An even share of 12.5 % takes nearly half of the way, and there is room for everything: x to the power of 0.4. */
export function lengthOf(share: number): number {
  return HUB + REACH * share ** 0.4;
}

/** The share whose petal has this length. */
export function shareOf(length: number): number {
  const part = Math.min(1, Math.max(0, (length - HUB) / REACH));
  return part ** 2.5;
}

/** How far out along its slot's direction a point lies. */
export function along(slot: Slot, x: number, y: number): number {
  const angle = angleOf(slot);
  return x * Math.cos(angle) + y * Math.sin(angle);
}

export function at(radius: number, angle: number): string {
  return `${(Math.cos(angle) * radius).toFixed(2)},${(Math.sin(angle) * radius).toFixed(2)}`;
}

function arc(radius: number, from: number, to: number): string {
  const large = Math.abs(to - from) > Math.PI ? 1 : 0;
  return `A${radius},${radius} 0 ${large} ${to > from ? 1 : 0} ${at(radius, to)}`;
}

export function petalPath(slot: Slot, share: number): string {
  const angle = angleOf(slot);
  const [from, to] = [angle - HALF_PETAL, angle + HALF_PETAL];
  const outer = lengthOf(share);
  return `M${at(HUB, from)}L${at(outer, from)}${arc(outer, from, to)}L${at(HUB, to)}${arc(HUB, to, from)}Z`;
}

function gaugeMiddle(key: GaugeKey): number {
  return (GAUGES.indexOf(key) / GAUGES.length) * 2 * Math.PI;
}

/** Where a value from 0 to 1 stands on its gauge. */
export function needleAngle(key: GaugeKey, value: number): number {
  const share = Math.min(1, Math.max(0, value));
  return gaugeMiddle(key) + (2 * share - 1) * HALF_GAUGE;
}

export function gaugePath(key: GaugeKey, value: number, radius = GAUGE): string {
  const from = needleAngle(key, 0);
  // An arc of no length would not be drawn, nor its end.
  return `M${at(radius, from)}${arc(radius, from, Math.max(needleAngle(key, value), from + 0.001))}`;
}

export function needlePath(key: GaugeKey, value: number, half: number): string {
  const angle = needleAngle(key, value);
  return `M${at(GAUGE - half, angle)}L${at(GAUGE + half, angle)}`;
}

/** The line that a gauge's words stand on: read from the left, above and below. */
export function wordsPath(key: GaugeKey): string {
  const middle = gaugeMiddle(key);
  const below = Math.sin(middle) > 0.1;
  const radius = GAUGE + (below ? 30 : 17);
  const [from, to] = [middle - HALF_GAUGE * 1.12, middle + HALF_GAUGE * 1.12];
  return below
    ? `M${at(radius, to)}${arc(radius, to, from)}`
    : `M${at(radius, from)}${arc(radius, from, to)}`;
}

function nearer(from: number, to: number): number {
  const turn = 2 * Math.PI;
  const away = (((to - from) % turn) + turn) % turn;
  return away > Math.PI ? away - turn : away;
}

/** From a petal's tip out to the track, around, and up to the needle of a quantity. */
export function threadPath(slot: Slot, share: number, key: GaugeKey, value: number): string {
  const start = angleOf(slot);
  const end = start + nearer(start, needleAngle(key, value));
  const around = Math.abs(end - start) < 0.01 ? `L${at(TRACK, end)}` : arc(TRACK, start, end);
  return `M${at(lengthOf(share), start)}L${at(TRACK, start)}${around}L${at(GAUGE - 8, end)}`;
}

/** A small head on the gauge that points the way its needle goes when the slot grows. */
export function headPath(key: GaugeKey, value: number, raises: boolean): string {
  const angle = needleAngle(key, value);
  const ahead = angle + (raises ? 0.06 : -0.06);
  const middle = GAUGE - 12;
  return `M${at(middle, ahead)}L${at(middle - 5, angle)}L${at(middle + 5, angle)}Z`;
}
