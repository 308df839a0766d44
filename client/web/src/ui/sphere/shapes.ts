/** The sphere as SVG paths, where WebGL does not draw it. */
import { CORE_RADIUS, seeded } from "./look";

const LATITUDES = 13;
const STEPS = 28;
const TILT = 0.46;

function point(radius: number, turn: number): string {
  return `${(Math.sin(turn) * radius).toFixed(1)},${(-Math.cos(turn) * radius).toFixed(1)}`;
}

/** A hundred strokes round the rings, every tenth longer. */
export const TICKS = Array.from({ length: 100 }, (_, index) => {
  const turn = (index / 100) * 2 * Math.PI;
  return `M${point(109, turn)}L${point(index % 10 === 0 ? 114.5 : 111.5, turn)}`;
}).join("");

/** The engraved lines of the globe; sigma bends them. */
export function engraving(sigma: number): string {
  return Array.from({ length: LATITUDES }, (_, row) => {
    const latitude = ((row + 0.5) / LATITUDES - 0.5) * Math.PI;
    const width = CORE_RADIUS * 0.97 * Math.cos(latitude);
    const points = Array.from({ length: STEPS + 1 }, (_, step) => {
      const angle = (step / STEPS) * Math.PI;
      const wave = 0.6 * Math.sin(7 * angle + 2.4 * row) + 0.4 * Math.sin(13 * angle - row);
      const x = width * Math.cos(angle);
      const y =
        -CORE_RADIUS * 0.97 * Math.sin(latitude) * Math.cos(TILT) +
        width * Math.sin(angle) * Math.sin(TILT) +
        4.5 * sigma * wave * Math.sin(angle);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    return `M${points.join("L")}`;
  }).join("");
}

/** Particles of the ranks `from` to `to` as small circles, inwards or outwards. */
export function specks(from: number, to: number, outward: boolean): string {
  let path = "";
  for (let rank = Math.ceil(from); rank < to; rank += 1) {
    const [way, size, place] = seeded(rank);
    const along = outward ? Math.sqrt(way) : 1 - way * way;
    const radius = CORE_RADIUS * 1.03 + (119 - CORE_RADIUS * 1.03) * along;
    const turn = place * 2 * Math.PI + 0.9 * (outward ? -0.6 * way : 1 - way);
    const r = outward ? 0.9 + 0.5 * size : 0.5 + 0.6 * size;
    path += `M${point(radius, turn)}m${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
  }
  return path;
}
