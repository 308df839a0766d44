/** How quantities look on the sphere, for the shaders and for the SVG drawing. */
import type { Quantities } from "../../model/engine";

export const CALM_HZ = 0.6;
export const UNREST_HZ = 1.6;
/** Half the side of the stage; all lengths of the picture are in its units. */
export const HALF = 120;
export const CORE_RADIUS = 58;
export const RING_RADIUS = 100;
export const SIM_RING_RADIUS = 105.5;

const GLOW_LEAST = 64;
const GLOW_MOST = 96;
const FLOW_MOST = 200;

export interface Look {
  /** Density: how bright the glow is; it reaches to `glowRadius`. */
  glow: number;
  glowRadius: number;
  /** Stability: beats per second. */
  hertz: number;
  /** Sigma: how far the surface strays. */
  unrest: number;
  /** Volume: the share of the ring. */
  share: number;
  /** Energy and leak: particles on their way in and out. */
  inflow: number;
  loss: number;
}

export function lookOf(values: Quantities): Look {
  return {
    glow: values.density,
    glowRadius: GLOW_LEAST + (GLOW_MOST - GLOW_LEAST) * values.density,
    hertz: CALM_HZ + (1 - values.stability) * (UNREST_HZ - CALM_HZ),
    unrest: values.sigma,
    share: values.volume,
    inflow: FLOW_MOST * values.E,
    loss: FLOW_MOST * values.leak,
  };
}

/** The look between `from` (part 0) and `to` (part 1). */
export function between(from: Look, to: Look, part: number): Look {
  const mix = (key: keyof Look) => from[key] + (to[key] - from[key]) * part;
  return {
    glow: mix("glow"),
    glowRadius: mix("glowRadius"),
    hertz: mix("hertz"),
    unrest: mix("unrest"),
    share: mix("share"),
    inflow: mix("inflow"),
    loss: mix("loss"),
  };
}

// The powers of the plastic number's inverse for three dimensions: an even spread without a random source.
const STEPS = [0.8191725134, 0.6710436067, 0.5497004779] as const;

/** Point number `index` in the unit cube, the same on every device. */
export function seeded(index: number): [number, number, number] {
  const at = (step: number) => (0.5 + (index + 1) * step) % 1;
  return [at(STEPS[0]), at(STEPS[1]), at(STEPS[2])];
}
