import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Quantities } from "../state/model";
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

function Ring(props: { radius: number; volume: number; class: string }) {
  return <path class={props.class} d={arcPath(props.radius, props.volume)} />;
}

/** Glow is density, pace of the pulse is stability, unrest of the outline is sigma, the ring is volume. */
export function Core({ live, sim }: { live: Quantities; sim: Quantities | null }) {
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
        <Ring radius={RING_RADIUS} volume={live.volume} class="ring-live" />
        <g class="pulse" style={{ animationDuration: `${(1 / hertz).toFixed(3)}s` }}>
          <circle r="88" fill="url(#core-glow)" opacity={live.density.toFixed(3)} />
          <path class="core-live" d={unrestPath(CORE_RADIUS, live.sigma)} />
        </g>
        {sim && (
          <g data-testid="core-sim">
            <Ring radius={SIM_RING_RADIUS} volume={sim.volume} class="ring-sim" />
            <path class="core-sim" d={unrestPath(CORE_RADIUS, sim.sigma)} />
          </g>
        )}
      </svg>
      <figcaption data-testid="core-text">
        {t("goal.coreText", describe(live))}
        {sim && <span class="sim-text"> {t("goal.coreSim", describe(sim))}</span>}
      </figcaption>
    </figure>
  );
}
