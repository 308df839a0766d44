/** Lengths and paths of the mandala, in its own units: the middle is 0, the picture ends at `EDGE`. */
import { SLOTS, type Slot } from "../../model/engine";

export const EDGE = 256;
export const HUB = 30;
/** The length of a petal with a share of 100 %. */
const REACH = 150;
export const RIM = HUB + REACH;
/** Threads run between the petals and the quantities. */
const TRACK = RIM + 12;
export const GAUGE = RIM + 30;
/** The effect lies close over LIVE. */
const SIM_GAUGE = GAUGE + 6;
const HALF_PETAL = Math.PI / 8 - 0.03;
const HALF_GAUGE = (62 / 360) * Math.PI;

/** The quantities around the rim from the east, each near the slots that move it. */
export const GAUGES = ["E", "leak", "pressure", "sigma", "volume"] as const;
export type GaugeKey = (typeof GAUGES)[number];

export function angleOf(slot: Slot): number {
  return (SLOTS.indexOf(slot) / SLOTS.length) * 2 * Math.PI - Math.PI / 2;
}

/** The share to the power of 0.4, so that an equal share of 12.5 % takes nearly half of the length. */
export function lengthOf(share: number): number {
  return HUB + REACH * share ** 0.4;
}

/** The share whose petal has this length. */
export function shareOf(length: number): number {
  const part = Math.min(1, Math.max(0, (length - HUB) / REACH));
  return part ** 2.5;
}

/** The distance of a point from the middle along the direction of a slot. */
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

/** The angle of a value from 0 to 1 on its gauge. */
export function needleAngle(key: GaugeKey, value: number): number {
  const share = Math.min(1, Math.max(0, value));
  return gaugeMiddle(key) + (2 * share - 1) * HALF_GAUGE;
}

export function gaugePath(key: GaugeKey, value: number): string {
  const from = needleAngle(key, 0);
  // An arc of length zero is not drawn, and neither is its end.
  return `M${at(GAUGE, from)}${arc(GAUGE, from, Math.max(needleAngle(key, value), from + 0.001))}`;
}

/** The arc from the drift of a quantity to its SIM, empty where they are equal. */
export function effectPath(key: GaugeKey, drift: number, sim: number): string {
  if (drift === sim) return "";
  const [from, to] = [needleAngle(key, drift), needleAngle(key, sim)];
  return `M${at(SIM_GAUGE, from)}${arc(SIM_GAUGE, from, to)}`;
}

export function needlePath(key: GaugeKey, value: number, half: number): string {
  const angle = needleAngle(key, value);
  return `M${at(GAUGE - half, angle)}L${at(GAUGE + half, angle)}`;
}

/** The baseline of a gauge's text, which reads from the left at the top and at the bottom. */
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

/** The path from a petal's tip out to the track, around, and to the needle of a quantity. */
export function threadPath(slot: Slot, share: number, key: GaugeKey, value: number): string {
  const start = angleOf(slot);
  const end = start + nearer(start, needleAngle(key, value));
  const around = Math.abs(end - start) < 0.01 ? `L${at(TRACK, end)}` : arc(TRACK, start, end);
  return `M${at(lengthOf(share), start)}L${at(TRACK, start)}${around}L${at(GAUGE - 8, end)}`;
}

/** An arrow head on the gauge in the direction of the effect. */
export function headPath(key: GaugeKey, value: number, raises: boolean): string {
  const angle = needleAngle(key, value);
  const ahead = angle + (raises ? 0.06 : -0.06);
  const middle = GAUGE - 12;
  return `M${at(middle, ahead)}L${at(middle - 5, angle)}L${at(middle + 5, angle)}Z`;
}

/** The middle of a label keeps this far from the hub, from the tip of its petal, and inside of the gauges. */
const WORDS_AT = 148;
const WORDS_GAP = 7;
const WORDS_END = RIM + 19;

/** How far from the middle the words of a slot stand: beyond the tip of its petal, or else between the hub and the tip. */
export function wordsAt(slot: Slot, share: number, half: { x: number; y: number }): number {
  const angle = angleOf(slot);
  const along = Math.abs(Math.cos(angle)) * half.x + Math.abs(Math.sin(angle)) * half.y;
  const tip = lengthOf(share);
  const [least, most] = [HUB + along, WORDS_END - along];
  const [outside, inside] = [tip + WORDS_GAP + along, tip - WORDS_GAP - along];
  // Where neither has all of its room, the words stand where less is missing.
  return outside - most <= Math.max(0, least - inside)
    ? Math.min(most, Math.max(WORDS_AT, outside))
    : Math.max(least, inside);
}
