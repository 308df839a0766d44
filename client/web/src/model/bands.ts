/** Bands of shares: where the spans lie across, and the outlines of stacked columns. */

/** The largest coordinate of a picture of bands, across and down. */
export const SIZE = 1000;

interface Place {
  from: number;
  to: number;
}

/** The places of the spans across: equal widths by number, with gaps for the numbers that are left out. */
export function widthsOf(numbers: readonly number[]): Place[] {
  const all = Math.max(1, (numbers.at(-1) ?? 0) + 1);
  return numbers.map((number) => ({
    from: (number * SIZE) / all,
    to: ((number + 1) * SIZE) / all,
  }));
}

/** The indices of spans in runs without a gap. */
function runsOf(widths: readonly Place[]): number[][] {
  const runs: number[][] = [];
  widths.forEach(({ from }, index) => {
    const run = runs.at(-1);
    if (run && widths[index - 1]?.to === from) run.push(index);
    else runs.push([index]);
  });
  return runs;
}

/** The outline of one band: `below` and `above` are the sums of the shares up to it and with it, for each span. */
export function outlineOf(
  widths: readonly Place[],
  below: readonly number[],
  above: readonly number[],
): string {
  const down = (sum: number | undefined) => Math.round((1 - (sum ?? 0)) * SIZE * 10) / 10;
  return runsOf(widths)
    .map((run) => {
      const upper = run.map((at) => `V${down(above[at])}H${widths[at]?.to}`);
      const lower = [...run].reverse().map((at) => `V${down(below[at])}H${widths[at]?.from}`);
      return `M${widths[run[0] ?? 0]?.from},${down(below[run[0] ?? 0])}${upper.join("")}${lower.join("")}Z`;
    })
    .join("");
}

/** The span at a place across, or the nearest one. -1 without any. */
export function spanAt(widths: readonly Place[], place: number): number {
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  widths.forEach(({ from, to }, index) => {
    const distance = place < from ? from - place : Math.max(0, place - to);
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  });
  return nearest;
}

/** The band at a height: the number of the share in which the sum from the bottom reaches it. */
export function bandAt(shares: readonly number[], height: number): number {
  let sum = 0;
  const found = shares.findIndex((share) => {
    sum += share;
    return share > 0 && height <= sum;
  });
  return found < 0 ? shares.findLastIndex((share) => share > 0) : found;
}
