import type { ReadonlySignal } from "@preact/signals";
import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Forecast } from "../state/model";
import { type Forecasts, useAtRest, useFollowing } from "../state/readings";
import { bandPath, linePath } from "./shapes";

const WIDTH = 600;
const HEIGHT = 200;

function values({ trajectory }: Forecast): Record<string, string> {
  const { samples, confidence } = trajectory;
  return {
    from: quantity(samples[0] ?? 0),
    to: quantity(samples.at(-1) ?? 0),
    confidence: quantity(confidence),
  };
}

interface CurveProps {
  of: ReadonlySignal<Forecast | null>;
  kind: "live" | "sim";
}

function Curve({ of, kind }: CurveProps) {
  const samples = () => of.value?.trajectory.samples ?? [];
  const band = useFollowing(
    () => bandPath(samples(), 1 - (of.value?.trajectory.confidence ?? 1), WIDTH, HEIGHT),
    [of],
  );
  const line = useFollowing(() => linePath(samples(), WIDTH, HEIGHT), [of]);
  return (
    <g class={`curve curve-${kind}`} data-testid={`trajectory-${kind}`}>
      <path class="band" d={band} />
      <path class="line" d={line} />
    </g>
  );
}

function Samples({ live, sim }: { live: Forecast; sim: Forecast | null }) {
  const rows = Math.max(live.trajectory.samples.length, sim ? sim.trajectory.samples.length : 0);
  return (
    <table class="hidden">
      <caption>{t("goal.trajectory", { horizon: t(`horizon.${live.horizon}`) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("goal.sample")}</th>
          <th scope="col">{t("mode.live")}</th>
          {sim && <th scope="col">{t("mode.sim")}</th>}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, index) => (
          <tr key={index}>
            <th scope="row">{index + 1}</th>
            <td>{quantity(live.trajectory.samples[index] ?? 0)}</td>
            {sim && <td>{quantity(sim.trajectory.samples[index] ?? 0)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A forecast that no commit has made yet: nothing of it is drawn. */
function unmade(forecast: Forecast): boolean {
  return forecast.trajectory.confidence === 0 && forecast.trajectory.samples.every((v) => v === 0);
}

/** Solid is LIVE, dashed is SIM; the band around each is as wide as confidence is short of 1. */
export function Trajectory({ of }: { of: Forecasts }) {
  const live = of.live.value;
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  const horizon = useFollowing(
    () => t(`horizon.${(of.sim.value ?? of.live.value).horizon}`),
    [of],
  ).value;
  const resting = useAtRest(of.sim);
  const words = useFollowing(
    () => (resting.value ? ` ${t("goal.trajectorySim", values(resting.value))}` : ""),
    [resting],
  );
  return (
    <figure class="trajectory" data-testid="trajectory">
      <div class="plot">
        <span class="tick tick-top">1</span>
        <span class="tick tick-middle">0.5</span>
        <span class="tick tick-bottom">0</span>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t("goal.trajectory", { horizon })}
        >
          <path class="grid" d={`M0,1H600M0,${HEIGHT / 2}H600M0,${HEIGHT - 1}H600`} />
          {!unmade(live) && <Curve of={of.live} kind="live" />}
          {simulating && <Curve of={of.sim} kind="sim" />}
        </svg>
      </div>
      <div class="plot-ends">
        <span>{t("goal.now")}</span>
        <span>+ {horizon}</span>
      </div>
      <figcaption>
        {unmade(live) ? t("goal.trajectoryNone") : t("goal.trajectoryText", values(live))}
        <span class="sim-text">{words}</span> <span class="muted">{t("goal.band")}</span>
      </figcaption>
      <Samples live={live} sim={resting.value} />
    </figure>
  );
}
