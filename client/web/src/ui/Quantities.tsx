import "./Quantities.css";
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../i18n";
import { delta, quantity } from "../i18n/format";
import type { Quantities, Quantity } from "../model/engine";
import type { Change } from "../model/quantities";
import { effectOn, type Readings, type RecentValues } from "../model/readings";
import { Spark } from "./Spark";
import { Term } from "./Term";
import { useFollowing } from "./use-following";

export function nameOf(key: Quantity | "node_type"): string {
  return t(`quantity.${key}`);
}

type NodeTypeKey = Parameters<typeof t>[0] & `nodeType.${string}`;

export function nodeTypeName(type: string): string {
  return t(`nodeType.${type}` as NodeTypeKey);
}

/** A figure of SIM. It is built with every move of a control, so it needs no text template. */
export const simText = (figure: string): string => `${t("mode.sim")} ${figure}`;

/** The values in the text that describes the core's picture. */
export function coreValues(values: Quantities): Record<string, string> {
  return {
    density: quantity(values.density),
    stability: quantity(values.stability),
    sigma: quantity(values.sigma),
    volume: quantity(values.volume),
    E: quantity(values.E),
    leak: quantity(values.leak),
  };
}

/** A number of SIM, or a dash. */
export function SimNumber({ of, name }: { of: Readings; name: Quantity }) {
  const text = useFollowing(() => (of.sim.value ? quantity(of.sim.value[name]) : "–"), [of, name]);
  return <span class="figure">{text}</span>;
}

/** A named list of effects: "Density −0.012, Sigma +0.031". */
export function listOf(effects: readonly { name: Quantity; value: number }[]): string {
  return effects
    .map(({ name, value }) => t("effect.item", { name: nameOf(name), delta: delta(value) }))
    .join(", ");
}

/** The effect of what was moved: SIM minus drift. */
export function Effect({ of, name }: { of: Readings; name: Quantity }) {
  const text = useFollowing(() => {
    const effect = effectOn(of, name);
    return effect === null ? "–" : delta(effect);
  }, [of, name]);
  const look = useFollowing(() => (effectOn(of, name) ? "figure" : "figure is-none"), [of, name]);
  return <span class={look}>{text}</span>;
}

interface CardProps {
  name: Quantity;
  of: Readings;
  recent: ReadonlySignal<RecentValues | null>;
}

/** One large quantity: LIVE, and with a draft also SIM, the effect and the drift. */
export function QuantityCard({ name, of, recent }: CardProps) {
  const before = of.live.value[name];
  const drift = of.drift.value?.[name] ?? before;
  const simulating = useFollowing(() => of.sim.value !== null, [of]);
  const sim = useFollowing(() => simText(quantity(of.sim.value?.[name] ?? 0)), [of, name]);
  return (
    <div class="quantity" data-testid={`q-${name}`} data-value={before}>
      <dt>
        <Term term={name} />
      </dt>
      <dd>
        <span class="quantity-live" data-testid={`q-${name}-live`}>
          {quantity(before)}
        </span>
        <span class="quantity-sim">
          {of.uncomputed?.value && <span class="muted">{simText(t("effect.notYet"))}</span>}
          {simulating.value && (
            <>
              <span class="figure figure-named sim-text" data-testid={`q-${name}-sim`}>
                {sim}
              </span>{" "}
              <span class="delta effect" data-testid={`q-${name}-delta`}>
                <Effect of={of} name={name} />
              </span>
              <span class="drift" data-testid={`q-${name}-drift`}>
                {t("effect.driftIs", { value: quantity(drift) })}
              </span>
            </>
          )}
        </span>
        <Spark of={of} name={name} recent={recent} />
      </dd>
    </div>
  );
}

/** The drift of a quantity, or a dash where there is no draft to compare it with. */
function DriftNumber({ of, name }: { of: Readings; name: Quantity }) {
  const text = useFollowing(
    () => (of.sim.value && of.drift.value ? quantity(of.drift.value[name]) : "–"),
    [of, name],
  );
  return <span class="figure">{text}</span>;
}

function KindRow({ of, testPrefix }: { of: Readings; testPrefix: "q" | "effect" }) {
  const live = of.live.value.node_type;
  const sim = useFollowing(() => (of.sim.value ? nodeTypeName(of.sim.value.node_type) : "–"), [of]);
  const drift = useFollowing(
    () => (of.sim.value && of.drift.value ? nodeTypeName(of.drift.value.node_type) : "–"),
    [of],
  );
  const unchanged = useFollowing(
    () => (of.sim.value?.node_type === of.drift.value?.node_type ? t("quantity.unchanged") : ""),
    [of],
  );
  return (
    <tr class="kind-row">
      <th scope="row">
        <Term term="node_type" />
      </th>
      <td data-testid={`${testPrefix}-node_type-live`}>{nodeTypeName(live)}</td>
      <td class="drift">{drift}</td>
      <td class="sim-text" data-testid={`${testPrefix}-node_type-sim`}>
        {sim}
      </td>
      <td>{unchanged}</td>
    </tr>
  );
}

interface TableProps {
  keys: readonly Quantity[];
  of: Readings;
  caption: string;
  testPrefix?: "q" | "effect";
  /** Drawn as a small line beside each name. */
  recent?: ReadonlySignal<RecentValues | null>;
}

function Head({ first }: { first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">
          <Term term="live" />
        </th>
        <th scope="col">
          <Term term="drift" />
        </th>
        <th scope="col">
          <Term term="sim" />
        </th>
        <th scope="col">
          <Term term="effect" />
        </th>
      </tr>
    </thead>
  );
}

/** A table of quantities in LIVE, drift and SIM, with the effect. */
export function QuantityTable(props: TableProps) {
  const { keys, of, caption, testPrefix = "q", recent } = props;
  const live = of.live.value;
  return (
    <div class="table-box">
      <table class="table">
        <caption class="hidden">{caption}</caption>
        <Head first={caption} />
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <th scope="row">
                <Term term={key} />
                {recent && <Spark of={of} name={key} recent={recent} />}
              </th>
              <td data-testid={`${testPrefix}-${key}-live`}>{quantity(live[key])}</td>
              <td class="drift" data-testid={`${testPrefix}-${key}-drift`}>
                <DriftNumber of={of} name={key} />
              </td>
              <td class="sim-text" data-testid={`${testPrefix}-${key}-sim`}>
                <SimNumber of={of} name={key} />
              </td>
              <td class="delta effect" data-testid={`${testPrefix}-${key}-delta`}>
                <Effect of={of} name={key} />
              </td>
            </tr>
          ))}
          <KindRow of={of} testPrefix={testPrefix} />
        </tbody>
      </table>
    </div>
  );
}

function shownOf(values: Quantities, key: Change["key"]): string {
  return key === "node_type" ? nodeTypeName(values.node_type) : quantity(values[key]);
}

function ChangeRow({ of, name }: { of: Readings; name: Change["key"] }) {
  const after = useFollowing(() => (of.sim.value ? shownOf(of.sim.value, name) : ""), [of, name]);
  return (
    <tr data-testid={`change-${name}`}>
      <th scope="row">{nameOf(name)}</th>
      <td>{shownOf(of.live.value, name)}</td>
      <td class="drift">{of.drift.value && shownOf(of.drift.value, name)}</td>
      <td class="sim-text">{after}</td>
      <td class="delta effect">{name !== "node_type" && <Effect of={of} name={name} />}</td>
    </tr>
  );
}

/** A table of the quantities that change, before and after. */
export function ChangesTable({ keys, of }: { keys: readonly Change["key"][]; of: Readings }) {
  return (
    <div class="table-box">
      <table class="table" data-testid="commit-changes">
        <caption class="hidden">{t("commit.table")}</caption>
        <Head first={t("goal.quantities")} />
        <tbody>
          {keys.map((key) => (
            <ChangeRow key={key} of={of} name={key} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
