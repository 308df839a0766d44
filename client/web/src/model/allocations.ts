/** Eight slots share 100 %: moving one makes the others give way in proportion. */
import { type Allocations, SLOTS, type Slot } from "./engine";

const WHOLE = 100;

function clampPercent(percent: number): number {
  return Math.min(WHOLE, Math.max(0, Math.round(percent)));
}

/**
 * `base` with `slot` at `percent`; the rest is dealt to the others in proportion to what they hold in `base`
 * (equally when they hold nothing), in whole percent by largest remainder, ties in the order of SLOTS.
 * Whole percents that sum to 100 pass through the engine's own normalisation unchanged.
 */
export function redistributeShares(base: Allocations, slot: Slot, percent: number): Allocations {
  const own = clampPercent(percent);
  const others = SLOTS.filter((other) => other !== slot);
  const held = others.reduce((sum, other) => sum + base[other], 0);
  const rest = WHOLE - own;
  const shares = others.map((other, index) => {
    const exact = held > 0 ? (rest * base[other]) / held : rest / others.length;
    // A share a rounding error below a whole number counts as that number.
    const whole = Math.floor(exact + 1e-9);
    return { other, index, whole, remainder: exact - whole };
  });
  let left = rest - shares.reduce((sum, share) => sum + share.whole, 0);
  const byRemainder = [...shares].sort((x, y) => y.remainder - x.remainder || x.index - y.index);
  for (const share of byRemainder) {
    if (left <= 0) break;
    share.whole += 1;
    left -= 1;
  }
  const result = { ...base, [slot]: own / WHOLE };
  for (const share of shares) result[share.other] = share.whole / WHOLE;
  return result;
}

export function equalShares(): Allocations {
  return Object.fromEntries(SLOTS.map((slot) => [slot, 1 / SLOTS.length])) as Record<Slot, number>;
}
