import { useMemo } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime, delta, quantity } from "../../i18n/format";
import type { PastCourses, Quantity } from "../../model/engine";
import { coordinatesOf, evenIndices } from "../../model/history-points";
import { lanesOf } from "../../model/lanes";
import { MAIN_QUANTITIES } from "../../model/quantities";
import { joinsOf, stepPath } from "../../model/step-lines";
import { branches } from "../../state/history";
import { goTo } from "../../state/past";
import { axis } from "../../state/series";
import { nameOf } from "../../ui/Quantities";
import { rangeOf } from "./range";

const WIDTH = 600;
const HEIGHT = 56;
const TABLE_ROWS = 12;

interface Ground {
  of: PastCourses;
  xs: readonly number[];
  joins: readonly [number, number][];
}

/** Where the points are and which of them are joined. */
function useGround(of: PastCourses): Ground {
  const known = branches.value?.head === of.head ? branches.value : null;
  const along = axis.value;
  return useMemo(() => {
    const links = known?.links ?? [];
    const linked = new Map(links);
    const lanes = lanesOf(of.total, links);
    const joins = joinsOf(of.position, {
      parentsOf: (position) => linked.get(position) ?? (position > 0 ? [position - 1] : []),
      runOf: (position) => lanes.at(position).run,
    });
    return { of, xs: coordinatesOf(along, of), joins };
  }, [of, known, along]);
}

function Course({ name, ground, isOther }: { name: Quantity; ground: Ground; isOther: boolean }) {
  const { of, xs, joins } = ground;
  const [real, other] = [of.real[name] ?? [], of.other[name] ?? []];
  const [low, high] = rangeOf(name, [...real, ...other]);
  const [first, last] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  const x = (index: number) => (((xs[index] ?? 0) - first) / Math.max(1, last - first)) * WIDTH;
  const y = (values: readonly number[]) => (index: number) =>
    ((high - (values[index] ?? 0)) / (high - low)) * HEIGHT;
  const [now, then] = [of.real_end[name], of.other_end[name]];
  const furthest = of.furthest.find(({ quantity }) => quantity === name);
  return (
    <div class="another-course">
      <p class="another-head">
        <span class="another-name">{nameOf(name)}</span>
        <span data-testid={`another-${name}-live`}>{quantity(now)}</span>
        <span class="sim-text" data-testid={`another-${name}-sim`}>
          → {quantity(then)}
        </span>
        <span class="delta" data-testid={`another-${name}-delta`}>
          {delta(then - now)}
        </span>
        {isOther && furthest && furthest.difference !== 0 && (
          <span class="another-furthest" data-testid={`another-${name}-furthest`}>
            {t("another.furthest", {
              delta: delta(furthest.difference),
              n: count(furthest.position),
            })}
          </span>
        )}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="another-live" d={stepPath(joins, x, y(real))} />
        {isOther && <path class="another-sim" d={stepPath(joins, x, y(other))} />}
      </svg>
      <p class="another-ends" aria-hidden="true">
        <span>{quantity(high)}</span>
        <span>{quantity(low)}</span>
      </p>
    </div>
  );
}

/** The commits that the gate would have refused. */
function Blocked({ of }: { of: PastCourses }) {
  if (of.blocked_count === 0) return null;
  return (
    <div class="another-blocked" data-testid="another-blocked">
      <p>{t("another.blocked", { count: of.blocked_count })}</p>
      <ul>
        {of.blocked.map(({ commit, position, gate }) => (
          <li key={commit}>
            <button type="button" class="button quiet" onClick={() => goTo(position)}>
              {t("another.blockedAt", {
                n: count(position),
                value: quantity(gate.value ?? 0),
                limit: quantity(gate.limit ?? 0),
              })}
            </button>
          </li>
        ))}
      </ul>
      {of.blocked_count > of.blocked.length && (
        <p class="muted">{t("past.more", { n: count(of.blocked_count - of.blocked.length) })}</p>
      )}
    </div>
  );
}

function Table({ of }: { of: PastCourses }) {
  return (
    <details class="series-table">
      <summary>{t("past.table")}</summary>
      <div class="table-box">
        <table class="table" data-testid="another-table">
          <caption class="hidden">{t("another.table")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("past.at")}</th>
              {MAIN_QUANTITIES.map((name) => (
                <th key={name} scope="col">
                  {nameOf(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {evenIndices(of.position.length, TABLE_ROWS).map((index) => (
              <tr key={index}>
                <th scope="row">{count(of.position[index] ?? 0)}</th>
                {MAIN_QUANTITIES.map((name) => (
                  <td key={name}>
                    {quantity(of.real[name]?.[index] ?? 0)}{" "}
                    <span class="sim-text">→ {quantity(of.other[name]?.[index] ?? 0)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Both courses of the headline quantities: solid as it was, dashed as it would have been. */
export function AnotherCourses({ of, isOther }: { of: PastCourses; isOther: boolean }) {
  const ground = useGround(of);
  const end = { n: count(of.last) };
  return (
    <div class="another-courses" data-testid="another-courses">
      <p class="muted">
        {of.complete
          ? t("another.atPresent")
          : t("another.cut", { ...end, total: count(of.total - 1) })}
      </p>
      {MAIN_QUANTITIES.map((name) => (
        <Course key={name} name={name} ground={ground} isOther={isOther} />
      ))}
      <p class="another-span muted" aria-hidden="true">
        <span>{dateTime(of.t_ms[0] ?? 0)}</span>
        <span>{dateTime(of.t_ms.at(-1) ?? 0)}</span>
      </p>
      {!isOther && <p class="muted">{t("another.same")}</p>}
      <Blocked of={of} />
      <Table of={of} />
    </div>
  );
}
