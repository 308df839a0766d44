import type { Quantity } from "../../model/engine";

/** The values at the two ends of a bar's track. */
export interface Scale {
  low: number;
  high: number;
}

/** The whole range of a quantity, so that bars of different rows and columns compare. */
export function scaleOf(name: Quantity): Scale {
  return { low: name === "dE_dt" ? -1 : 0, high: 1 };
}

/** The place of a value on a width of 100. */
export function place({ low, high }: Scale, value: number): number {
  return Number((((value - low) / (high - low)) * 100).toFixed(2));
}

/** The bar from zero to the value. */
export function bar(scale: Scale, value: number): { x: number; width: number } {
  const [zero, end] = [place(scale, 0), place(scale, value)];
  return { x: Math.min(zero, end), width: Number(Math.abs(end - zero).toFixed(2)) };
}
