import "./Drawing.css";
import { useId } from "preact/hooks";
import { t } from "../../i18n";
import type { Readings } from "../../model/readings";
import { arcPath, unrestPath } from "../../model/shapes";
import { useFollowing } from "../use-following";
import { CORE_RADIUS, lookOf, RING_RADIUS, SIM_RING_RADIUS } from "./look";
import { engraving, specks, TICKS } from "./shapes";

/** The particles that SIM adds or removes. */
function differing(of: Readings, name: "inflow" | "loss"): string {
  const sim = of.sim.value;
  if (!sim) return "";
  const [a, b] = [lookOf(of.live.value)[name], lookOf(sim)[name]];
  return specks(Math.min(a, b), Math.max(a, b), name === "loss");
}

function Simulated({ of }: { of: Readings }) {
  const ring = useFollowing(() => arcPath(SIM_RING_RADIUS, of.sim.value?.volume ?? 0), [of]);
  const drift = useFollowing(() => arcPath(SIM_RING_RADIUS, of.drift.value?.volume ?? 0), [of]);
  const outline = useFollowing(() => unrestPath(CORE_RADIUS, of.sim.value?.sigma ?? 0), [of]);
  const reach = useFollowing(() => lookOf(of.sim.value ?? of.live.value).glowRadius, [of]);
  const inflow = useFollowing(() => differing(of, "inflow"), [of]);
  const loss = useFollowing(() => differing(of, "loss"), [of]);
  return (
    <g data-testid="core-sim">
      <path class="ring-drift" d={drift} />
      <path class="ring-sim" d={ring} />
      <circle class="glow-sim" r={reach} />
      <path class="core-sim" d={outline} />
      <path class="specks-sim" d={inflow} />
      <path class="specks-out-sim" d={loss} />
    </g>
  );
}

/**
 * The core as SVG. Glow is density, the pace of the pulse is stability, the unrest of the surface is sigma, the ring is
 * volume. Dots on their way in are energy, rings on their way out are leak. SIM is dashed or amber where it differs.
 */
export function Drawing({ of }: { of: Readings }) {
  const glow = useId();
  const live = of.live.value;
  const look = lookOf(live);
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  return (
    <svg class="drawing" viewBox="-120 -120 240 240" role="img" aria-label={t("goal.core")}>
      <defs>
        <radialGradient id={glow}>
          <stop offset="0%" class="glow-inner" />
          <stop offset="48%" class="glow-middle" />
          <stop offset="100%" class="glow-outer" />
        </radialGradient>
      </defs>
      <circle r={look.glowRadius * 1.25} fill={`url(#${glow})`} opacity={0.15 + 0.85 * look.glow} />
      <circle class="glow-edge" r={look.glowRadius} />
      <path class="dial-ticks" d={TICKS} />
      <circle class="ring-track" r={RING_RADIUS} />
      <path class="specks" d={specks(0, look.inflow, false)} />
      <path class="specks-out" d={specks(0, look.loss, true)} />
      <path class="ring-live" d={arcPath(RING_RADIUS, live.volume)} />
      <g class="pulse" style={{ animationDuration: `${(0.5 / look.hertz).toFixed(3)}s` }}>
        <path class="core-live" d={unrestPath(CORE_RADIUS, live.sigma)} />
        <path class="core-lines" d={engraving(live.sigma)} />
      </g>
      {simulating && <Simulated of={of} />}
    </svg>
  );
}
