import "./ComparePanel.css";
import { batch } from "@preact/signals";
import { t } from "../../i18n";
import { count, dateTime, delta, percent, points, quantity } from "../../i18n/format";
import {
  earlierFirst,
  edgeChanges,
  type NodeChange,
  nodeChanges,
  sharesOf,
  slotChanges,
} from "../../model/compare";
import type { PastState } from "../../model/engine";
import { quantitiesOf } from "../../model/quantities";
import type { GoalView } from "../../state/app";
import { pinA, pinB } from "../../state/past";
import { Section } from "../../ui/Section";
import { UserText } from "../../ui/UserText";
import { Figures } from "./Figures";
import { Movers } from "./Movers";
import { PastPictures } from "./PastPictures";

const NODES_LISTED = 40;

function nodeName(id: string, a: PastState, b: PastState): string {
  if (id === "SELF") return t("route.self");
  return b.context.names?.[id] ?? a.context.names?.[id] ?? id;
}

function Node({ change, name }: { change: NodeChange; name: string }) {
  const { kind, before, after } = change;
  const words = {
    added: "past.nodeAdded",
    removed: "past.nodeRemoved",
    changed: "past.nodeChanged",
  };
  const mass = (node: typeof before) => (node ? quantity(node.mass) : "–");
  return (
    <tr data-testid={`compare-node-${change.id}`} data-kind={kind}>
      <th scope="row">
        <UserText of={name} /> <span class="muted">{t(words[kind] as "past.nodeAdded")}</span>
      </th>
      <td>{mass(before)}</td>
      <td>{mass(after)}</td>
      <td class="delta">{before && after ? delta(after.mass - before.mass) : ""}</td>
    </tr>
  );
}

function Heads({ first }: { first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        <th scope="col">A</th>
        <th scope="col">B</th>
        <th scope="col">{t("past.difference")}</th>
      </tr>
    </thead>
  );
}

function Nodes({ a, b }: { a: PastState; b: PastState }) {
  const changes = nodeChanges(a.live.graph.nodes, b.live.graph.nodes);
  const edges = edgeChanges(a.live.graph.edges, b.live.graph.edges);
  return (
    <>
      <h3>{t("past.nodes")}</h3>
      {changes.length === 0 ? (
        <p class="muted">{t("past.nodesSame")}</p>
      ) : (
        <div class="table-box">
          <table class="table" data-testid="compare-nodes">
            <caption class="hidden">{t("past.nodes")}</caption>
            <Heads first={t("past.mass")} />
            <tbody>
              {changes.slice(0, NODES_LISTED).map((change) => (
                <Node key={change.id} change={change} name={nodeName(change.id, a, b)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changes.length > NODES_LISTED && (
        <p class="muted">{t("past.more", { n: count(changes.length - NODES_LISTED) })}</p>
      )}
      <p class="muted">
        {t("past.edges", {
          added: count(edges.added),
          removed: count(edges.removed),
          changed: count(edges.changed),
        })}
      </p>
    </>
  );
}

function Shares({ a, b }: { a: PastState; b: PastState }) {
  const [one, other] = [sharesOf(a), sharesOf(b)];
  const slots = slotChanges(one, other);
  return (
    <>
      <h3>{t("past.shares")}</h3>
      {slots.length === 0 ? (
        <p class="muted">{t("past.sharesSame")}</p>
      ) : (
        <div class="table-box">
          <table class="table">
            <caption class="hidden">{t("past.shares")}</caption>
            <Heads first={t("past.slot")} />
            <tbody>
              {slots.map((slot) => (
                <tr key={slot}>
                  <th scope="row">{t(`slot.${slot}`)}</th>
                  <td>{percent(one[slot])}</td>
                  <td>{percent(other[slot])}</td>
                  <td class="delta">{points(other[slot] - one[slot])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function pin(a: PastState | null, b: PastState | null): void {
  batch(() => {
    pinA.value = a;
    pinB.value = b;
  });
}

function Actions({ a, b }: { a: PastState; b: PastState }) {
  return (
    <div class="row">
      <button type="button" class="button" data-testid="compare-swap" onClick={() => pin(b, a)}>
        {t("past.swap")}
      </button>
      <button
        type="button"
        class="button"
        data-testid="compare-end"
        onClick={() => pin(null, null)}
      >
        {t("past.unpin")}
      </button>
    </div>
  );
}

/** Compares two states: pictures, quantities, nodes and shares. */
export function ComparePanel({ a, b, view }: { a: PastState; b: PastState; view: GoalView }) {
  const sides = { A: a, B: b };
  const [from, to] = earlierFirst(a, b);
  return (
    <Section title={t("past.compare")} class="compare">
      <div class="stack" data-testid="compare">
        <p class="muted">
          {t("past.compareText", { a: count(a.row.position), b: count(b.row.position) })}
        </p>
        <div class="compare-grid">
          <div class="stack">
            <div class="compare-sides">
              {(["A", "B"] as const).map((side) => (
                <figure key={side} aria-label={`${side} ${dateTime(sides[side].row.t_ms)}`}>
                  <figcaption>
                    <strong>{side}</strong> {dateTime(sides[side].row.t_ms)}
                  </figcaption>
                  <PastPictures of={sides[side]} present={view.live} />
                </figure>
              ))}
            </div>
            <Nodes a={a} b={b} />
            <Shares a={a} b={b} />
          </div>
          <div class="stack">
            <Figures
              caption={t("goal.quantities")}
              one={quantitiesOf(a.live)}
              other={quantitiesOf(b.live)}
              heads={{ one: "A", other: "B", difference: t("past.difference") }}
              prefix="compare"
              parts={{ one: "a", other: "b" }}
            />
            <Movers
              vault={view.vault}
              first={from.row.commit}
              last={to.row.commit}
              between={t("effect.between", {
                from: count(from.row.position),
                to: count(to.row.position),
              })}
            />
          </div>
        </div>
        <Actions a={a} b={b} />
      </div>
    </Section>
  );
}
