import { t } from "../i18n";
import { quantity } from "../i18n/format";
import type { Forecast } from "../state/model";
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

function Curve({ forecast, kind }: { forecast: Forecast; kind: "live" | "sim" }) {
  const { samples, confidence } = forecast.trajectory;
  return (
    <g class={`curve curve-${kind}`} data-testid={`trajectory-${kind}`}>
      <path class="band" d={bandPath(samples, 1 - confidence, WIDTH, HEIGHT)} />
      <path class="line" d={linePath(samples, WIDTH, HEIGHT)} />
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
export function Trajectory({ live, sim }: { live: Forecast; sim: Forecast | null }) {
  const horizon = t(`horizon.${(sim ?? live).horizon}`);
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
          {!unmade(live) && <Curve forecast={live} kind="live" />}
          {sim && <Curve forecast={sim} kind="sim" />}
        </svg>
      </div>
      <div class="plot-ends">
        <span>{t("goal.now")}</span>
        <span>+ {horizon}</span>
      </div>
      <figcaption>
        {unmade(live) ? t("goal.trajectoryNone") : t("goal.trajectoryText", values(live))}
        {sim && <span class="sim-text"> {t("goal.trajectorySim", values(sim))}</span>}{" "}
        <span class="muted">{t("goal.band")}</span>
      </figcaption>
      <Samples live={live} sim={sim} />
    </figure>
  );
}
