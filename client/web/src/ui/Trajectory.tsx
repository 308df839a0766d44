import "./Trajectory.css";
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../i18n";
import { lengthInWords, quantity } from "../i18n/format";
import type { Forecast } from "../model/engine";
import { isEqual } from "../model/is-equal";
import type { Forecasts } from "../model/readings";
import { type DayMark, TimeScale } from "./TimeScale";
import {
  AXIS_HEIGHT,
  AXIS_WIDTH,
  axisHours,
  axisPoint,
  isPart,
  lengthOf,
  markBand,
  markLine,
  marksOf,
  sampleAt,
  unmade,
} from "./time-axis";
import { useAtRest, useFollowing } from "./use-following";

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
  kind: "live" | "drift" | "sim";
  /** The length of the scale. */
  hours: number;
}

function Curve({ of, kind, hours }: CurveProps) {
  const marks = useFollowing(() => (of.value ? marksOf(of.value, hours) : []), [of, hours]);
  const half = () => 1 - (of.value?.trajectory.confidence ?? 1);
  const band = useFollowing(() => markBand(marks.value, half()), [marks]);
  const line = useFollowing(() => markLine(marks.value), [marks]);
  const end = useFollowing(() => {
    const last = marks.value.at(-1);
    return last ? axisPoint(last.at, last.value) : [0, 0];
  }, [marks]);
  const x = useFollowing(() => end.value[0], [end]);
  const y = useFollowing(() => end.value[1], [end]);
  return (
    <g class={`curve curve-${kind}`} data-testid={`trajectory-${kind}`}>
      <path class="band" d={band} />
      <path class="line" d={line} />
      <circle class="line-end" cx={x} cy={y} r="3.2" />
    </g>
  );
}

function cell(of: Forecast, index: number): string {
  const value = sampleAt(of, index);
  return value === null ? "–" : quantity(value);
}

/** LIVE and SIM may have different horizons. */
function headOf(mode: "live" | "sim", { horizon }: Forecast): string {
  return `${t(`mode.${mode}`)}, ${t("goal.trajectory", { horizon: t(`horizon.${horizon}`) })}`;
}

function Samples({ live, sim }: { live: Forecast; sim: Forecast | null }) {
  const rows = Math.max(live.trajectory.samples.length, sim ? sim.trajectory.samples.length : 0);
  return (
    // A table is as wide as its words and would make a narrow page scroll sideways.
    <div class="hidden">
      <table>
        <caption>{t("term.trajectory")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("goal.sample")}</th>
            <th scope="col">{headOf("live", live)}</th>
            {sim && <th scope="col">{headOf("sim", sim)}</th>}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              <td>{cell(live, index)}</td>
              {sim && <td>{cell(sim, index)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How long the axis is, and whether the horizon goes on behind it. */
function lengthText(forecast: Forecast): string {
  const values = {
    count: forecast.trajectory.samples.length,
    length: lengthInWords(lengthOf(forecast)),
    horizon: t(`horizon.${forecast.horizon}`),
  };
  return t(isPart(forecast) ? "hands.axisPart" : "hands.axis", values);
}

/**
 * The trajectory on a straight axis that is as long as its samples. Solid is LIVE, dashed is SIM. The band around each is
 * 1 minus the confidence wide on both sides.
 */
export function Trajectory({ of, due }: { of: Forecasts; due: DayMark | null }) {
  const live = of.live.value;
  const simulating = useFollowing(() => of.sim.value !== null, [of]).value;
  // A draft without an effect on the trajectory has that of the drift.
  const affected = useFollowing(
    () => of.sim.value !== null && !isEqual(of.sim.value, of.drift.value),
    [of],
  ).value;
  const horizon = useFollowing(() => (of.sim.value ?? of.live.value).horizon, [of]).value;
  const resting = useAtRest(of.sim);
  const words = useFollowing(
    () => (resting.value ? ` ${t("goal.trajectorySim", values(resting.value))}` : ""),
    [resting],
  );
  const shown = useFollowing(() => of.sim.value ?? of.live.value, [of]);
  // A control moves the samples, and seldom the axis: its text is made only then.
  const axis = useFollowing(
    () => `${shown.value.horizon} ${shown.value.trajectory.samples.length}`,
    [shown],
  );
  const length = useFollowing(() => axis.value && lengthText(shown.peek()), [axis, shown]);
  const hours = useFollowing(() => axisHours(shown.value), [shown]).value;
  return (
    <figure
      class="trajectory"
      aria-label={t("goal.trajectory", { horizon: t(`horizon.${horizon}`) })}
      data-testid="trajectory"
    >
      <div class="arc-box">
        <svg
          class="arc"
          viewBox={`0 0 ${AXIS_WIDTH} ${AXIS_HEIGHT}`}
          role="img"
          aria-label={t("goal.trajectory", { horizon: t(`horizon.${horizon}`) })}
        >
          <TimeScale hours={hours} due={due} />
          {!unmade(live) && <Curve of={of.live} kind="live" hours={hours} />}
          {simulating && <Curve of={of.drift} kind="drift" hours={hours} />}
          {affected && <Curve of={of.sim} kind="sim" hours={hours} />}
        </svg>
      </div>
      <figcaption>
        {(simulating || !unmade(live)) && (
          <span class="axis-length" data-testid="trajectory-length">
            {length}
          </span>
        )}{" "}
        {unmade(live) ? t("goal.trajectoryNone") : t("goal.trajectoryText", values(live))}
        <span class="sim-text">{words}</span> <span>{t("goal.band")}</span>
      </figcaption>
      <Samples live={live} sim={resting.value} />
    </figure>
  );
}
