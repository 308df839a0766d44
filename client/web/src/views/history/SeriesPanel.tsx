import "./SeriesPanel.css";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime, quantity } from "../../i18n/format";
import { type Branches, QUANTITIES, type Quantity, type Series } from "../../model/engine";
import {
  coordinatesOf,
  type Extent,
  evenIndices,
  extentOf,
  indexAt,
} from "../../model/history-points";
import { type Lanes, lanesOf } from "../../model/lanes";
import { quantitiesOf } from "../../model/quantities";
import { progress } from "../../state/app";
import { goTo, past, shownPosition } from "../../state/past";
import { axis, drawn } from "../../state/series";
import { Check, Choice } from "../../ui/Fields";
import { nameOf } from "../../ui/Quantities";
import type { Strip, StripData } from "./strips";
import { usePicking } from "./use-picking";
import { useStrip } from "./use-strip";

const TABLE_ROWS = 24;

interface Ground {
  of: Series;
  xs: readonly number[];
  parentsOf: (position: number) => readonly number[];
  lanes: Lanes;
}

/** The exact value if the state is loaded, or else that of the nearest point before. */
function valueHere(name: Quantity, of: Series, index: number): number {
  const state = past.value;
  if (state?.row.position === shownPosition.value) return quantitiesOf(state.live)[name];
  return of.columns[name]?.[index] ?? 0;
}

/** Places the vertical line at the position and the dot at its value. Every render does, because sizes change too. */
function useMarks(strip: Strip | null, place: number, value: number) {
  const marks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = marks.current;
    if (!strip || !element) return;
    element.style.transform = `translateX(${strip.left(place).toFixed(1)}px)`;
    element.style.setProperty("--dot", `${strip.top(value).toFixed(1)}px`);
  });
  return marks;
}

function wordsOf(name: Quantity, reach: Extent, here: number): string {
  return t("past.strip", {
    name: nameOf(name),
    first: quantity(reach.first),
    last: quantity(reach.last),
    least: quantity(reach.least),
    greatest: quantity(reach.greatest),
    here: quantity(here),
  });
}

function StripRow({ name, ground }: { name: Quantity; ground: Ground }) {
  const { of, xs, parentsOf, lanes } = ground;
  const values = of.columns[name];
  const data = useMemo<StripData | null>(
    () =>
      values
        ? {
            xs,
            positions: of.position,
            values,
            parentsOf,
            runOf: (position) => lanes.at(position).run,
          }
        : null,
    [values, xs, of, parentsOf, lanes],
  );
  const { host, strip } = useStrip(data);
  const index = indexAt(of.position, shownPosition.value);
  const here = valueHere(name, of, index);
  const reach = useMemo(() => extentOf(values ?? []), [values]);
  const place = axis.value === "commits" ? shownPosition.value : (xs[index] ?? 0);
  const marks = useMarks(strip, place, here);
  const pick = (event: PointerEvent) => {
    if (!strip || !host.current) return;
    const at = strip.valueAt(event.clientX - host.current.getBoundingClientRect().left);
    goTo(axis.value === "commits" ? Math.round(at) : (of.position[indexAt(xs, at)] ?? 0));
  };
  return (
    <div class="strip" data-testid={`strip-${name}`}>
      <p class="strip-head" aria-hidden="true">
        <span class="strip-name">{nameOf(name)}</span>
        <span class="strip-value" data-testid={`strip-${name}-here`}>
          {quantity(here)}
        </span>
      </p>
      <div
        ref={host}
        class="strip-plot"
        role="img"
        aria-label={wordsOf(name, reach, here)}
        {...usePicking(pick)}
      >
        <div ref={marks} class="strip-marks" />
      </div>
      <p class="strip-ends" aria-hidden="true">
        <span>{quantity(reach.greatest)}</span>
        <span>{quantity(reach.least)}</span>
      </p>
    </div>
  );
}

function Table({ of }: { of: Series }) {
  const names = drawn.value.filter((name) => of.columns[name]);
  const rows = evenIndices(of.position.length, TABLE_ROWS);
  return (
    <details class="series-table" data-testid="series-table">
      <summary>{t("past.table")}</summary>
      <div class="table-box">
        <table class="table">
          <caption class="hidden">
            {t("past.series")}. {t("past.tableText", { count: count(of.total) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t("past.at")}</th>
              <th scope="col">{t("past.when")}</th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {nameOf(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((index) => (
              <tr key={index}>
                <th scope="row">{count(of.position[index] ?? 0)}</th>
                <td>{dateTime(of.t_ms[index] ?? 0)}</td>
                {names.map((name) => (
                  <td key={name}>{quantity(of.columns[name]?.[index] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Options({ of }: { of: Series }) {
  const toggle = (name: Quantity, on: boolean) => {
    const next = QUANTITIES.filter((it) => (it === name ? on : drawn.peek().includes(it)));
    if (next.length > 0) drawn.value = next;
  };
  return (
    <div class="series-options">
      <Choice
        legend={t("past.along")}
        value={axis.value}
        options={[
          { value: "commits", label: t("past.commits") },
          { value: "time", label: t("past.time") },
        ]}
        testId="series-axis"
        onChoose={(next) => {
          axis.value = next;
        }}
      />
      <details class="series-lines">
        <summary>{t("past.lines")}</summary>
        <div class="series-checks">
          {QUANTITIES.map((name) => (
            <Check
              key={name}
              label={nameOf(name)}
              checked={drawn.value.includes(name)}
              testId={`line-${name}`}
              onChange={(on) => toggle(name, on)}
            />
          ))}
        </div>
      </details>
      <Table of={of} />
    </div>
  );
}

function Busy() {
  const now = progress.value;
  if (now?.task !== "series") return <p class="muted">{t("app.loading")}</p>;
  const text = t("past.seriesBusy", { done: count(now.done), total: count(now.total) });
  return (
    <p class="row">
      <progress value={now.done} max={Math.max(1, now.total)} aria-label={text} />
      <span class="muted">{text}</span>
    </p>
  );
}

/** The quantities as lines in a column, with the position on each of them. */
export function SeriesPanel({ of, branches }: { of: Series | null; branches: Branches | null }) {
  const along = axis.value;
  const ground = useMemo<Ground | null>(() => {
    if (!of) return null;
    const links = branches?.head === of.head ? branches.links : [];
    const linked = new Map(links);
    return {
      of,
      xs: coordinatesOf(along, of),
      parentsOf: (position) => linked.get(position) ?? (position > 0 ? [position - 1] : []),
      lanes: lanesOf(of.total, links),
    };
  }, [of, branches, along]);
  if (!of || !ground) return <Busy />;
  const last = of.t_ms.length - 1;
  return (
    <div class="series" data-testid="series">
      {drawn.value.map((name) => (
        <StripRow key={name} name={name} ground={ground} />
      ))}
      <p class="series-ends" aria-hidden="true">
        <span>{dateTime(of.t_ms[0] ?? 0)}</span>
        <span>{dateTime(of.t_ms[last] ?? 0)}</span>
      </p>
      {of.total < 2 && <p class="muted">{t("past.none")}</p>}
      <Options of={of} />
    </div>
  );
}
