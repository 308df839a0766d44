import { t } from "../i18n";
import { delta, quantity } from "../i18n/format";
import type { Quantities } from "../state/model";
import type { Change, NumberKey } from "../state/quantities";

export function nameOf(key: NumberKey | "node_type"): string {
  return t(`quantity.${key}`);
}

type NodeTypeKey = Parameters<typeof t>[0] & `nodeType.${string}`;

export function nodeTypeName(type: string): string {
  return t(`nodeType.${type}` as NodeTypeKey);
}

interface CardProps {
  name: NumberKey;
  live: Quantities;
  sim: Quantities | null;
}

/** One quantity large: LIVE, and under a draft what it would be and by how much. */
export function QuantityCard({ name, live, sim }: CardProps) {
  const before = live[name];
  const after = sim?.[name];
  return (
    <div class="quantity" data-testid={`q-${name}`} data-value={before}>
      <dt>{nameOf(name)}</dt>
      <dd>
        <span class="quantity-live" data-testid={`q-${name}-live`}>
          {quantity(before)}
        </span>
        <span class="quantity-sim">
          {after !== undefined && (
            <>
              <span class="sim-text" data-testid={`q-${name}-sim`}>
                {t("quantity.sim", { value: quantity(after) })}
              </span>{" "}
              <span class="delta" data-testid={`q-${name}-delta`}>
                {delta(after - before)}
              </span>
            </>
          )}
        </span>
      </dd>
    </div>
  );
}

interface TableProps {
  keys: readonly NumberKey[];
  live: Quantities;
  sim: Quantities | null;
  caption: string;
  heads?: { live: string; sim: string };
  testPrefix?: string;
}

/** Quantities side by side; also used to lay a past state beside the present one. */
export function QuantityTable({ keys, live, sim, caption, heads, testPrefix = "q" }: TableProps) {
  const names = heads ?? { live: t("mode.live"), sim: t("mode.sim") };
  return (
    <table class="table">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{caption}</th>
          <th scope="col">{names.live}</th>
          <th scope="col">{names.sim}</th>
          <th scope="col">{t("mode.change")}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key}>
            <th scope="row">{nameOf(key)}</th>
            <td data-testid={`${testPrefix}-${key}-live`}>{quantity(live[key])}</td>
            <td class="sim-text" data-testid={`${testPrefix}-${key}-sim`}>
              {sim ? quantity(sim[key]) : "–"}
            </td>
            <td class="delta" data-testid={`${testPrefix}-${key}-delta`}>
              {sim ? delta(sim[key] - live[key]) : "–"}
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{nameOf("node_type")}</th>
          <td data-testid={`${testPrefix}-node_type-live`}>{nodeTypeName(live.node_type)}</td>
          <td class="sim-text" data-testid={`${testPrefix}-node_type-sim`}>
            {sim ? nodeTypeName(sim.node_type) : "–"}
          </td>
          <td>{sim && sim.node_type === live.node_type ? t("quantity.unchanged") : ""}</td>
        </tr>
      </tbody>
    </table>
  );
}

function shown(value: number | string): string {
  return typeof value === "number" ? quantity(value) : nodeTypeName(value);
}

/** Only what changes, before and after. */
export function ChangesTable({ changes }: { changes: readonly Change[] }) {
  return (
    <table class="table" data-testid="commit-changes">
      <caption class="hidden">{t("commit.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("goal.quantities")}</th>
          <th scope="col">{t("commit.before")}</th>
          <th scope="col">{t("commit.after")}</th>
          <th scope="col">{t("mode.change")}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ key, before, after }) => (
          <tr key={key} data-testid={`change-${key}`}>
            <th scope="row">{nameOf(key)}</th>
            <td>{shown(before)}</td>
            <td class="sim-text">{shown(after)}</td>
            <td class="delta">
              {typeof before === "number" && typeof after === "number" ? delta(after - before) : ""}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
