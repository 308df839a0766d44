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
import { labelledIndices, pointedIndex } from "../../model/pointing";
import { quantitiesOf } from "../../model/quantities";
import { progress } from "../../state/app";
import { goTo, past, shownPosition } from "../../state/past";
import { axis, drawn, pointed, scale } from "../../state/series";
import { Check, Choice } from "../../ui/Fields";
import { nameOf } from "../../ui/Quantities";
import { Pointer } from "./Pointer";
import { rangeOf } from "./range";
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

/** Places a vertical line at a coordinate and its dot at a value. Every render does, because sizes change too. */
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

/** The data of a quantity's curve. */
function useData(name: Quantity, { of, xs, parentsOf, lanes }: Ground): StripData | null {
  const values = of.columns[name];
  const along = scale.value;
  return useMemo<StripData | null>(
    () =>
      values
        ? {
            ...{ xs, positions: of.position, values, parentsOf },
            runOf: (position) => lanes.at(position).run,
            range: rangeOf(name, values),
            labelled: labelledIndices(of),
          }
        : null,
    [values, xs, of, parentsOf, lanes, along, name],
  );
}

/** A pointer within this many pixels of a label means the label. */
const REACH_PX = 8;

/** What a mouse does over a curve: it points while it hovers, and goes there when it is pressed. */
function usePointing(strip: Strip | null, { of, xs }: Ground, data: StripData | null) {
  const indexOf = (event: PointerEvent) => {
    const host = event.currentTarget;
    if (!strip || !data || !(host instanceof Element)) return null;
    const left = event.clientX - host.getBoundingClientRect().left;
    const reach = strip.valueAt(left + REACH_PX) - strip.valueAt(left);
    return pointedIndex(xs, data.labelled, strip.valueAt(left), reach);
  };
  const pick = (event: PointerEvent) => {
    const host = event.currentTarget;
    if (!strip || !(host instanceof Element)) return;
    const at = strip.valueAt(event.clientX - host.getBoundingClientRect().left);
    goTo(axis.value === "commits" ? Math.round(at) : (of.position[indexAt(xs, at)] ?? 0));
  };
  const picking = usePicking(pick);
  return {
    ...picking,
    onPointerMove: (event: PointerEvent) => {
      const index = event.pointerType === "mouse" && event.buttons === 0 ? indexOf(event) : null;
      pointed.value = index === null ? null : (of.position[index] ?? null);
      picking.onPointerMove(event);
    },
    onPointerLeave: () => {
      pointed.value = null;
    },
  };
}

function StripRow({ name, ground }: { name: Quantity; ground: Ground }) {
  const { of, xs } = ground;
  const values = of.columns[name] ?? [];
  const data = useData(name, ground);
  const { host, strip } = useStrip(data);
  const index = indexAt(of.position, shownPosition.value);
  const here = valueHere(name, of, index);
  const reach = useMemo(() => extentOf(values), [values]);
  const place = axis.value === "commits" ? shownPosition.value : (xs[index] ?? 0);
  const marks = useMarks(strip, place, here);
  const over = pointed.value === null ? index : indexAt(of.position, pointed.value);
  const there = pointed.value === null ? here : (values[over] ?? 0);
  const pointer = useMarks(strip, xs[over] ?? 0, there);
  const [low, high] = data?.range ?? [0, 1];
  return (
    <div class="strip" data-testid={`strip-${name}`}>
      <p class="strip-head" aria-hidden="true">
        <span class="strip-name">{nameOf(name)}</span>
        <span class="strip-value" data-testid={`strip-${name}-here`}>
          {quantity(there)}
        </span>
      </p>
      <div
        ref={host}
        class="strip-plot"
        role="img"
        aria-label={wordsOf(name, reach, here)}
        {...usePointing(strip, ground, data)}
      >
        <div ref={marks} class="strip-marks" />
        <div ref={pointer} class="strip-pointed" hidden={pointed.value === null} />
      </div>
      <p class="strip-ends" aria-hidden="true" data-testid={`strip-${name}-ends`}>
        <span>{quantity(scale.value === "whole" ? high : reach.greatest)}</span>
        <span>{quantity(scale.value === "whole" ? low : reach.least)}</span>
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
      <Choice
        legend={t("curves.scale")}
        value={scale.value}
        options={[
          { value: "fitted", label: t("curves.fitted") },
          { value: "whole", label: t("curves.whole") },
        ]}
        testId="series-scale"
        onChoose={(next) => {
          scale.value = next;
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
      <Pointer of={of} />
      {of.labelled > of.labels.length && (
        <p class="muted">
          {t("curves.thinned", { n: count(of.labels.length), all: count(of.labelled) })}
        </p>
      )}
      {of.total < 2 && <p class="muted">{t("past.none")}</p>}
      <Options of={of} />
    </div>
  );
}
