/** The values at the bottom and at the top of a curve. */
import type { Quantity } from "../../model/engine";
import { extentOf } from "../../model/history-points";
import { scale } from "../../state/series";

/** A constant quantity is drawn in the middle. */
const FLAT = 0.01;

/** The whole range of a quantity, or the range that fits its values. */
export function rangeOf(name: Quantity, values: readonly number[]): [low: number, high: number] {
  if (scale.value === "whole") return [name === "dE_dt" ? -1 : 0, 1];
  const { least, greatest } = extentOf(values);
  return greatest - least < FLAT ? [least - FLAT, greatest + FLAT] : [least, greatest];
}
