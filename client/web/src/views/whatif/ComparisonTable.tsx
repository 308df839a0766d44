import "./ComparisonTable.css";
import type { ComponentChildren } from "preact";
import { t } from "../../i18n";
import { count, delta, quantity } from "../../i18n/format";
import type { KeptPast, Quantities, Quantity, WhatIf } from "../../model/engine";
import { MAIN_QUANTITIES, OTHER_QUANTITIES } from "../../model/quantities";
import { linePath } from "../../model/shapes";
import { readings } from "../../state/readings";
import { nameOf, nodeTypeName } from "../../ui/Quantities";
import { UserText } from "../../ui/UserText";
import { bar, place, scaleOf } from "./bars";
import type { Column } from "./columns";
import { Sign } from "./Sign";

interface Props {
  columns: readonly Column[];
  onLoad: (kept: WhatIf) => void;
  onRename: (id: number) => void;
  onDiscard: (kept: WhatIf) => void;
}

const WIDTH = 120;
const HEIGHT = 56;

/** The trajectory of a column, dashed over the solid line of LIVE. */
function Course({ column, live }: { column: Column; live: Column }) {
  if (!column.of || !live.of) return <>–</>;
  const { samples, confidence } = column.of;
  const horizon = t(`horizon.${column.horizon}`);
  return (
    <div class="whatif-course">
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("whatif.courseText", {
          ...{ name: column.name, horizon, confidence: quantity(confidence) },
          ...{ from: quantity(samples[0] ?? 0), to: quantity(samples.at(-1) ?? 0) },
        })}
      >
        <path class="grid" d={`M0,${HEIGHT}H${WIDTH}M0,0H${WIDTH}`} />
        <path class="line-live" d={linePath(live.of.samples, WIDTH, HEIGHT)} />
        {column !== live && <path class="line-sim" d={linePath(samples, WIDTH, HEIGHT)} />}
      </svg>
      <p>{horizon}</p>
    </div>
  );
}

/** The number beside a value: the effect of its draft, or the distance of another past from LIVE. */
function Beside({ column, name }: { column: Column; name: Quantity }) {
  if (!column.of || !column.from) return null;
  const difference = column.of[name] - column.from.of[name];
  const text = delta(difference);
  return (
    <span class={difference === 0 ? "delta is-none" : "delta"}>
      <span aria-hidden="true">{text}</span>
      <span class="hidden">
        {t(column.from.drift ? "effect.is" : "whatif.against", { delta: text })}
      </span>
    </span>
  );
}

/** The number with its effect, and both as a bar. The mark on it is LIVE, the thin one is the drift. */
function Value({ column, name, live }: { column: Column; name: Quantity; live: Quantities }) {
  if (!column.of) return <>–</>;
  const isLive = column.id === "live";
  const scale = scaleOf(name);
  const { x, width } = bar(scale, column.of[name]);
  const drift = readings.drift.value;
  return (
    <>
      <span data-testid={`whatif-${name}-${column.id}`}>{quantity(column.of[name])}</span>
      <Beside column={column} name={name} />
      {isLive && drift && (
        <span class="drift">{t("effect.driftIs", { value: quantity(drift[name]) })}</span>
      )}
      <svg class="whatif-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-track" x="0" y="2" width="100" height="4" />
        <rect class={isLive ? "bar-live" : "bar-sim"} x={x} y="2" width={width} height="4" />
        <path class="bar-mark" d={`M${place(scale, live[name])},0V8`} />
        {drift && <path class="bar-drift" d={`M${place(scale, drift[name])},0V8`} />}
      </svg>
    </>
  );
}

/** What a what-if of another past changes. */
function pastText({ change, position }: KeptPast): string {
  if (position === null) return t("another.columnLost");
  return t(change.left_out ? "another.columnOut" : "another.column", { n: count(position) });
}

function gateText(column: Column): string {
  const blocked = column.kept?.past?.blocked ?? 0;
  if (column.of && blocked > 0) return t("another.gateShut", { count: blocked });
  if (!column.of) return t("whatif.noSim");
  if (!column.gate) return column.id === "live" ? "–" : t("whatif.gateOpen");
  return t("whatif.sigma", {
    value: quantity(column.gate.value ?? 0),
    limit: quantity(column.gate.limit ?? 0),
  });
}

function Row(props: {
  name: string;
  columns: readonly Column[];
  cell: (it: Column) => ComponentChildren;
}) {
  return (
    <tr>
      <th scope="row">{props.name}</th>
      {props.columns.map((column) => (
        <td key={column.id} class={column.id === "live" ? "is-live" : "is-sim"}>
          {props.cell(column)}
        </td>
      ))}
    </tr>
  );
}

function Actions({ kept, onLoad, onRename, onDiscard }: Omit<Props, "columns"> & { kept: WhatIf }) {
  const { id, name } = kept;
  return (
    <div class="whatif-actions">
      {/* Another past is no draft. */}
      {!kept.past && (
        <button
          type="button"
          class="button"
          aria-label={t("whatif.loadOf", { name })}
          data-testid={`whatif-load-${id}`}
          onClick={() => onLoad(kept)}
        >
          {t("whatif.load")}
        </button>
      )}
      <button
        type="button"
        class="button quiet"
        aria-label={t("whatif.renameOf", { name })}
        data-testid={`whatif-rename-${id}`}
        onClick={() => onRename(id)}
      >
        {t("whatif.rename")}
      </button>
      <button
        type="button"
        class="button quiet"
        aria-label={t("whatif.discardOf", { name })}
        data-testid={`whatif-discard-${id}`}
        onClick={() => onDiscard(kept)}
      >
        {t("whatif.discard")}
      </button>
    </div>
  );
}

function Head({ column }: { column: Column }) {
  return (
    <th scope="col">
      <Sign of={column.sign} />
      <span data-testid={`whatif-col-${column.id}`}>
        <UserText of={column.name} or={t("vault.untitled")} />
      </span>
      {column.kept?.past && (
        <span class="whatif-past" data-testid={`whatif-past-${column.id}`}>
          {pastText(column.kept.past)}
        </span>
      )}
    </th>
  );
}

export function ComparisonTable({ columns, ...actions }: Props) {
  const [live] = columns;
  if (!live) return null;
  const quantitiesLive = readings.live.value;
  const row = (name: Quantity) => (
    <Row
      key={name}
      name={nameOf(name)}
      columns={columns}
      cell={(column) => <Value column={column} name={name} live={quantitiesLive} />}
    />
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways has to be reached by key
    <section class="table-box whatif-box" tabIndex={0} aria-label={t("whatif.table")}>
      <table class="table whatif-table" data-testid="whatif-table">
        <caption class="hidden">{t("whatif.table")}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <Head key={column.id} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Row
            name={t("whatif.course")}
            columns={columns}
            cell={(column) => <Course column={column} live={live} />}
          />
          {MAIN_QUANTITIES.map(row)}
          <Row name={t("whatif.gate")} columns={columns} cell={gateText} />
          {columns.some((column) => column.kept) && (
            <Row
              name={t("whatif.actions")}
              columns={columns}
              cell={(column) => column.kept && <Actions kept={column.kept} {...actions} />}
            />
          )}
          {OTHER_QUANTITIES.map(row)}
          <Row
            name={nameOf("node_type")}
            columns={columns}
            cell={(column) => (column.of ? nodeTypeName(column.of.node_type) : "–")}
          />
        </tbody>
      </table>
    </section>
  );
}
