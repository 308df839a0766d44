/** The parts of a change, in the order and on the scale of their picture. */
import type { Part, QuantityParts } from "./engine";

export interface Mover {
  input: Part["input"] | "drift";
  value: number;
}

/** The drift first, then every input with a part, the largest first. */
export function moversOf({ drift, parts }: QuantityParts): Mover[] {
  const moved = parts.filter(({ value }) => value !== 0);
  return [
    { input: "drift", value: drift },
    ...moved.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)),
  ];
}

/** The bar of a part on a width of 100, from the middle. The largest part takes a whole half. */
export function moverBar(value: number, movers: readonly Mover[]): { x: number; width: number } {
  const most = Math.max(...movers.map((it) => Math.abs(it.value))) || 1;
  const width = Number(((Math.abs(value) / most) * 50).toFixed(2));
  return { x: value < 0 ? 50 - width : 50, width };
}
