/** Eight slots share 100 %: moving one makes the others give way in proportion, and a held one keeps its share. */
import { type Allocations, SLOTS, type Slot } from "./engine";

const WHOLE = 100;
/** A share a rounding error below a whole number counts as that number. */
const ERROR = 1e-9;

/**
 * `total` in whole numbers in proportion to `weights`, by largest remainder, ties in their order. Equally if all weights
 * are 0.
 */
function deal(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((part, weight) => part + weight, 0);
  const exact = weights.map((weight) =>
    sum > 0 ? (total * weight) / sum : total / weights.length,
  );
  const dealt = exact.map((share) => Math.floor(share + ERROR));
  let left = total - dealt.reduce((part, share) => part + share, 0);
  const remainder = (at: number) => (exact[at] ?? 0) - (dealt[at] ?? 0);
  const order = exact.map((_, at) => at).sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const at of order) {
    if (left <= 0) break;
    dealt[at] = (dealt[at] ?? 0) + 1;
    left -= 1;
  }
  return dealt;
}

/** The held slots other than `moving` in whole percent, and what they leave. Held whole percents stay as they are. */
function holdShares(base: Allocations, held: readonly Slot[], moving: Slot | null) {
  const slots = SLOTS.filter((slot) => held.includes(slot) && slot !== moving);
  const percents = slots.map((slot) => base[slot] * WHOLE);
  const sum = Math.min(WHOLE, Math.round(percents.reduce((part, it) => part + it, 0)));
  const kept = deal(sum, percents);
  return {
    shares: slots.map((slot, at) => [slot, (kept[at] ?? 0) / WHOLE] as const),
    rest: WHOLE - sum,
  };
}

/** A slot can move if neither it nor all others are held. */
export function canMove(slot: Slot, held: readonly Slot[]): boolean {
  return !held.includes(slot) && SLOTS.some((other) => other !== slot && !held.includes(other));
}

/**
 * `base` with `slot` at `percent`, as far as the held slots leave room. The other free slots share the rest in proportion to
 * what they have in `base` (equally when they have nothing). A slot that cannot move leaves everything as it is.
 *
 * All shares become whole percents, because they sum to 100 and pass through the engine's own normalisation unchanged.
 */
export function redistributeShares(
  base: Allocations,
  slot: Slot,
  percent: number,
  held: readonly Slot[] = [],
): Allocations {
  if (!canMove(slot, held)) return base;
  const { shares, rest } = holdShares(base, held, slot);
  const own = Math.min(rest, Math.max(0, Math.round(percent)));
  const others = SLOTS.filter((other) => other !== slot && !held.includes(other));
  const dealt = deal(
    rest - own,
    others.map((other) => base[other]),
  );
  return {
    ...base,
    ...Object.fromEntries(shares),
    [slot]: own / WHOLE,
    ...Object.fromEntries(others.map((other, at) => [other, (dealt[at] ?? 0) / WHOLE])),
  };
}

/** `base` with `slot` at the nearest whole percent, where it can be held. */
export function settleShare(base: Allocations, slot: Slot, held: readonly Slot[]): Allocations {
  const percent = base[slot] * WHOLE;
  const whole = Math.abs(percent - Math.round(percent)) < 1e-6;
  return whole ? base : redistributeShares(base, slot, percent, held);
}

/** Equal shares of what the held slots leave. */
export function equalShares(base?: Allocations, held: readonly Slot[] = []): Allocations {
  const free = SLOTS.filter((slot) => !held.includes(slot));
  if (!base || free.length === SLOTS.length) {
    return Object.fromEntries(SLOTS.map((slot) => [slot, 1 / SLOTS.length])) as Record<
      Slot,
      number
    >;
  }
  const { shares, rest } = holdShares(base, held, null);
  if (free.length === 0) return base;
  const dealt = deal(
    rest,
    free.map(() => 1),
  );
  return {
    ...base,
    ...Object.fromEntries(shares),
    ...Object.fromEntries(free.map((slot, at) => [slot, (dealt[at] ?? 0) / WHOLE])),
  };
}
