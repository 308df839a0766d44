import "./SharesPanel.css";
import { useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime, dayOf, percent } from "../../i18n/format";
import { bandAt, outlineOf, SIZE, spanAt, widthsOf } from "../../model/bands";
import { type ShareSpans, SLOTS, type Slot } from "../../model/engine";
import { evenIndices } from "../../model/history-points";
import { isolated, shown } from "../../model/text";
import type { GoalView } from "../../state/app";
import { shares, spanKind } from "../../state/over-time";
import { shownPosition } from "../../state/past";
import { Choice } from "../../ui/Fields";

const TABLE_ROWS = 24;
/** How much ink each band has, so that neighbours differ. */
const DEPTHS = [88, 34, 66, 16, 78, 26, 54, 10];

type Shares = NonNullable<typeof shares.value>;

/** A slot in the person's own words, or by its name. */
function wordFor(slot: Slot, view: GoalView): string {
  return isolated(shown(view.context.slots?.[slot])) || t(`slot.${slot}`);
}

function spanText(of: Shares, index: number): string {
  const span = of.spans[index];
  if (!span) return "";
  const commits = t("record.commits", { count: span.commits });
  const start = of.starts[span.number];
  if (start !== undefined) return `${t("record.weekOf", { day: dayOf(start) })}, ${commits}`;
  if (span.first === span.last) {
    return `${t("history.number", { n: count(span.first) })}, ${dateTime(span.first_ms)}`;
  }
  return `${t("record.numbers", { first: count(span.first), last: count(span.last) })}, ${commits}`;
}

function shareOf(of: ShareSpans, slot: Slot, index: number): number {
  return of.columns[slot]?.[index] ?? 0;
}

interface BandsProps {
  of: Shares;
  view: GoalView;
  here: number;
  onPick: (index: number, slot: Slot | null) => void;
}

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

type Places = ReturnType<typeof widthsOf>;

function Picture({ of, places }: { of: Shares; places: Places }) {
  const outlines = useMemo(() => {
    let below: readonly number[] = of.spans.map(() => 0);
    return SLOTS.map((slot) => {
      const above = below.map((sum, index) => sum + shareOf(of, slot, index));
      const outline = outlineOf(places, below, above);
      below = above;
      return outline;
    });
  }, [of, places]);
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} preserveAspectRatio="none" aria-hidden="true">
      {SLOTS.map((slot, index) => (
        <path
          key={slot}
          class="band"
          style={{ "--depth": `${DEPTHS[index]}%` }}
          d={outlines[index]}
        />
      ))}
    </svg>
  );
}

/** The bands as a slider over the spans: a pointer and the keys choose the one whose values are shown. */
function Bands({ of, view, here, onPick }: BandsProps) {
  const host = useRef<HTMLDivElement>(null);
  const places = useMemo(() => widthsOf(of.spans.map((span) => span.number)), [of]);
  const last = of.spans.length - 1;
  const point = (event: PointerEvent) => {
    const box = host.current?.getBoundingClientRect();
    if (!box) return;
    const index = spanAt(places, ((event.clientX - box.left) / box.width) * SIZE);
    const values = SLOTS.map((slot) => shareOf(of, slot, index));
    onPick(index, SLOTS[bandAt(values, (box.bottom - event.clientY) / box.height)] ?? null);
  };
  const step = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onPick(Math.min(last, Math.max(0, here + by)), null);
  };
  const values = SLOTS.map((slot) => `${wordFor(slot, view)} ${percent(shareOf(of, slot, here))}`);
  const { from = 0, to = 0 } = places[here] ?? {};
  const mark = {
    insetInlineStart: `${(from * 100) / SIZE}%`,
    width: `${((to - from) * 100) / SIZE}%`,
  };
  return (
    <div
      ref={host}
      class="bands"
      role="slider"
      tabIndex={0}
      aria-label={t("record.shares")}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={here}
      aria-valuetext={`${spanText(of, here)}: ${values.join(", ")}`}
      data-testid="bands"
      onPointerMove={point}
      onPointerDown={point}
      onKeyDown={step}
    >
      <Picture of={of} places={places} />
      <span class="bands-here" style={mark} />
    </div>
  );
}

interface ValuesProps {
  of: Shares;
  view: GoalView;
  here: number;
  pointed: Slot | null;
}

function Values({ of, view, here, pointed }: ValuesProps) {
  return (
    <div>
      <p class="muted" data-testid="bands-span">
        {spanText(of, here)}
      </p>
      <dl class="bands-values">
        {SLOTS.map((slot, index) => (
          <div
            key={slot}
            class={slot === pointed ? "is-pointed" : undefined}
            style={{ "--depth": `${DEPTHS[index]}%` }}
          >
            <dt>{wordFor(slot, view)}</dt>
            <dd data-testid={`bands-${slot}`}>{percent(shareOf(of, slot, here))}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Table({ of, view }: { of: Shares; view: GoalView }) {
  return (
    <details data-testid="bands-table">
      <summary>{t("past.table")}</summary>
      <div class="table-box">
        <table class="table">
          <caption class="hidden">{t("record.shares")}</caption>
          <thead>
            <tr>
              <th scope="col">{t(of.kind === "week" ? "record.week" : "past.at")}</th>
              {SLOTS.map((slot) => (
                <th key={slot} scope="col">
                  {wordFor(slot, view)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {evenIndices(of.spans.length, TABLE_ROWS).map((index) => (
              <tr key={index}>
                <th scope="row">{spanText(of, index)}</th>
                {SLOTS.map((slot) => (
                  <td key={slot}>{percent(shareOf(of, slot, index))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** The span that a person has pointed at, or else the one with the position of the history. */
function usePicked(of: Shares | null) {
  const at = shownPosition.value;
  const [picked, setPicked] = useState({ of, at, index: -1, slot: null as Slot | null });
  const pick = (index: number, slot: Slot | null) => setPicked({ of, at, index, slot });
  if (!of) return { here: -1, pointed: null, pick };
  const later = of.spans.findIndex((span) => span.first > at);
  const following = Math.max(0, later < 0 ? of.spans.length - 1 : later - 1);
  const kept = picked.of === of && picked.at === at && picked.index >= 0;
  return kept
    ? { here: picked.index, pointed: picked.slot, pick }
    : { here: following, pointed: null, pick };
}

/** How the shares of the eight slots changed, as bands by commit or by week. */
export function SharesPanel({ view }: { view: GoalView }) {
  const of = shares.value?.head === view.head ? shares.value : null;
  const { here, pointed, pick } = usePicked(of);
  const ends = of ? [of.spans[0]?.first_ms, of.spans.at(-1)?.last_ms] : [];
  return (
    <section class="over-time" aria-labelledby="shares-title" data-testid="shares">
      <div class="over-time-head">
        <h2 id="shares-title">{t("record.shares")}</h2>
        <Choice
          legend={t("record.by")}
          hideLegend
          value={spanKind.value}
          options={[
            { value: "commit", label: t("record.byCommit") },
            { value: "week", label: t("record.byWeek") },
          ]}
          testId="shares-by"
          onChoose={(next) => {
            spanKind.value = next;
          }}
        />
      </div>
      {!of && <p class="muted">{t("app.loading")}</p>}
      {of && of.spans.length === 0 && <p class="muted">{t("record.noShares")}</p>}
      {of && of.spans.length > 0 && (
        <>
          <Bands of={of} view={view} here={here} onPick={pick} />
          <p class="bands-ends" aria-hidden="true">
            {ends.map((ms, index) => (
              <span key={index === 0 ? "first" : "last"}>{dayOf(ms ?? 0)}</span>
            ))}
          </p>
          <Values of={of} view={view} here={here} pointed={pointed} />
          <Table of={of} view={view} />
        </>
      )}
    </section>
  );
}
