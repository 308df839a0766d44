import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Quantities } from "../state/model";
import { type Readings, useFollowing } from "../state/readings";
import { arcPath, unrestPath } from "./shapes";

const CORE_RADIUS = 56;
const RING_RADIUS = 96;
const SIM_RING_RADIUS = 105;
const CALM_HZ = 0.6;
const UNREST_HZ = 1.6;

function describe(values: Quantities): Record<string, string> {
  return {
    density: quantity(values.density),
    stability: quantity(values.stability),
    sigma: quantity(values.sigma),
    volume: quantity(values.volume),
  };
}

function Simulated({ of }: { of: Readings }) {
  const ring = useFollowing(() => arcPath(SIM_RING_RADIUS, of.sim.value?.volume ?? 0), [of]);
  const outline = useFollowing(() => unrestPath(CORE_RADIUS, of.sim.value?.sigma ?? 0), [of]);
  return (
    <g data-testid="core-sim">
      <path class="ring-sim" d={ring} />
      <path class="core-sim" d={outline} />
    </g>
  );
}

/** Glow is density, pace of the pulse is stability, unrest of the outline is sigma, the ring is volume. */
export function Core({ of }: { of: Readings }) {
  const live = of.live.value;
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  const words = useFollowing(
    () => (of.sim.value ? ` ${t("goal.coreSim", describe(of.sim.value))}` : ""),
    [of],
  );
  const hertz = CALM_HZ + (1 - live.stability) * (UNREST_HZ - CALM_HZ);
  return (
    <figure class="core" data-testid="core">
      <svg viewBox="-120 -120 240 240" role="img" aria-label={t("goal.core")}>
        <defs>
          <radialGradient id="core-glow">
            <stop offset="0%" class="glow-inner" />
            <stop offset="62%" class="glow-middle" />
            <stop offset="100%" class="glow-outer" />
          </radialGradient>
        </defs>
        <circle class="ring-track" r={RING_RADIUS} />
        <path class="ring-live" d={arcPath(RING_RADIUS, live.volume)} />
        <g class="pulse" style={{ animationDuration: `${(1 / hertz).toFixed(3)}s` }}>
          <circle r="88" fill="url(#core-glow)" opacity={live.density.toFixed(3)} />
          <path class="core-live" d={unrestPath(CORE_RADIUS, live.sigma)} />
        </g>
        {simulating && <Simulated of={of} />}
      </svg>
      <figcaption data-testid="core-text">
        {t("goal.coreText", describe(live))}
        <span class="sim-text">{words}</span>
      </figcaption>
    </figure>
  );
}
