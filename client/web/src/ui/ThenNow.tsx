import "./ThenNow.css";
import { t } from "../i18n";
import { dateTime, delta, lengthInWords, quantity } from "../i18n/format";
import type { ThenAndNow } from "../model/engine";
import { groundOf, linesOf } from "../model/then-now";
import { Term } from "./Term";
import { THEN_WIDTH, ThenFrame } from "./ThenFrame";

const HEIGHT = 150;
const HOUR_MS = 3_600_000;

interface Props {
  of: ThenAndNow;
  nowMs: number;
}

function reachText({ samples, horizon, t_ms }: ThenAndNow): string {
  const hours = ((samples.at(-1)?.t_ms ?? t_ms) - t_ms) / HOUR_MS;
  return t("thenNow.reach", {
    ...{ horizon: t(`horizon.${horizon}`), count: samples.length, span: lengthInWords(hours) },
  });
}

function Picture({ of, nowMs }: Props) {
  const lines = linesOf(of, nowMs, THEN_WIDTH, HEIGHT);
  const last = of.samples.at(-1);
  return (
    <ThenFrame
      ground={groundOf(of)}
      height={HEIGHT}
      testId="then-picture"
      label={t("thenNow.picture", {
        from: quantity(of.samples[0]?.projected ?? 0),
        to: quantity(last?.projected ?? 0),
        came: last && last.came !== null ? quantity(last.came) : t("thenNow.notYet"),
      })}
    >
      <path class="then-gaps" d={lines.gaps} />
      <path class="then-came" d={lines.came} />
      <path class="then-line" d={lines.projected} />
      <path class="then-dots" d={lines.dots} />
      {lines.now !== null && <path class="then-present" d={`M${lines.now},0V${HEIGHT}`} />}
    </ThenFrame>
  );
}

/** The distance as a number, and over how many samples it is. */
function Distance({ of }: { of: ThenAndNow }) {
  const all = of.samples.length - 1;
  return (
    <p class="then-distance">
      <Term term="distance" />{" "}
      <strong data-testid="then-distance">
        {of.distance === null ? "–" : quantity(of.distance)}
      </strong>{" "}
      <span class="muted">
        {of.distance === null
          ? t("thenNow.noneCame")
          : t("thenNow.over", { n: of.compared, count: all })}
      </span>
    </p>
  );
}

function Samples({ of }: { of: ThenAndNow }) {
  return (
    <details class="then-samples">
      <summary>{t("past.table")}</summary>
      <div class="table-box">
        <table class="table" data-testid="then-table">
          <caption class="hidden">{t("thenNow.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("past.when")}</th>
              <th scope="col">{t("thenNow.projected")}</th>
              <th scope="col">{t("thenNow.came")}</th>
              <th scope="col">{t("thenNow.difference")}</th>
            </tr>
          </thead>
          <tbody>
            {of.samples.map(({ t_ms, projected, came }) => (
              <tr key={t_ms}>
                <th scope="row">{dateTime(t_ms)}</th>
                <td>{quantity(projected)}</td>
                <td>{came === null ? "–" : quantity(came)}</td>
                <td>{came === null ? "–" : delta(came - projected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** A past trajectory, dashed, laid over the density that came, solid. Thin lines join each sample with what came. */
export function ThenNow({ of, nowMs }: Props) {
  if (of.samples.length === 0) return <p class="muted">{t("thenNow.noTrajectory")}</p>;
  return (
    <figure class="then" aria-label={t("thenNow.title")} data-testid="then">
      <Distance of={of} />
      <Picture of={of} nowMs={nowMs} />
      <figcaption>
        <span class="then-key">
          <span class="then-sign is-then" aria-hidden="true" /> {t("thenNow.projected")}
        </span>
        <span class="then-key">
          <span class="then-sign is-came" aria-hidden="true" /> {t("thenNow.came")}
        </span>
        <span>{reachText(of)}</span>
      </figcaption>
      <Samples of={of} />
    </figure>
  );
}
