/** The scale of one row, so that its bars compare. It includes zero and every value. */
export interface Scale {
  low: number;
  high: number;
}

export function scaleOf(values: readonly number[]): Scale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return high > low ? { low, high } : { low, high: low + 1 };
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
