/** Paths drawn from numbers alone: equal numbers give equal pictures. */

const STEPS = 96;

/** How far an outline is from its middle at `angle`: the more sigma, the more it leaves the circle; `turn` shifts the waves. */
export function unrestReach(radius: number, sigma: number, turn: number, angle: number): number {
  const wave =
    0.5 * Math.sin(5 * angle + turn) +
    0.3 * Math.sin(9 * angle + 1.3 + turn) +
    0.2 * Math.sin(16 * angle + 2.1);
  return radius * (1 + 0.22 * sigma * wave);
}

/** A closed outline of radius `radius` whose unrest grows with `sigma`; `turn` shifts the waves. */
export function unrestPath(radius: number, sigma: number, turn = 0): string {
  const points: string[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const angle = (step / STEPS) * 2 * Math.PI;
    const reach = unrestReach(radius, sigma, turn, angle);
    points.push(`${(Math.cos(angle) * reach).toFixed(2)},${(Math.sin(angle) * reach).toFixed(2)}`);
  }
  return `M${points.join("L")}Z`;
}

/** The part `share` of a circle, clockwise from the top. */
export function arcPath(radius: number, share: number): string {
  // A full circle has no arc of its own: its end would be its start.
  const angle = Math.min(share, 0.9999) * 2 * Math.PI;
  const [x, y] = [Math.sin(angle) * radius, -Math.cos(angle) * radius];
  const large = share > 0.5 ? 1 : 0;
  return `M0,${-radius}A${radius},${radius} 0 ${large} 1 ${x.toFixed(2)},${y.toFixed(2)}`;
}

/** `samples` in [0,1] over the width, y downwards. */
export function linePath(samples: readonly number[], width: number, height: number): string {
  const last = Math.max(1, samples.length - 1);
  return samples
    .map((value, index) => {
      const x = (index / last) * width;
      const y = (1 - value) * height;
      return `${index === 0 ? "M" : "L"}${x.toFixed(2)},${y.toFixed(2)}`;
    })
    .join("");
}

/** A text turned into an angle, always the same for the same text. */
export function turnOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (hash * 31 + text.charCodeAt(index)) % 6283;
  }
  return hash / 1000;
}
