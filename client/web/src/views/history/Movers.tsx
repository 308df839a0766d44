import "./Movers.css";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { count, delta, quantity } from "../../i18n/format";
import {
  CHANGE_COMMITS_MAX,
  type ChangeParts,
  type CommitRow,
  DISPLAYED_QUANTITIES,
  type Quantity,
  type QuantityParts,
} from "../../model/engine";
import { type Mover, moverBar, moversOf } from "../../model/movers";
import { announceProblem } from "../../state/app";
import { readMovers } from "../../state/movers";
import { playing } from "../../state/past";
import { nameOf } from "../../ui/Quantities";
import { Term } from "../../ui/Term";

/** A person who steps through the history does not wait for what is passed. */
const REST_MS = 150;

// Outside the component, so that it survives another commit.
const chosen = signal<Quantity>("density");

const CONTROLS = {
  mass: "goal.mass_modifier",
  volume: "goal.volume_override",
  horizon: "goal.horizon_override",
} as const;

function inputName(input: Mover["input"]): string {
  switch (input) {
    case "drift":
    case "people":
      return t(`effect.${input}`);
    case "mass":
    case "volume":
    case "horizon":
      return t(CONTROLS[input]);
    default:
      return t(`slot.${input}`);
  }
}

function Row({ mover, movers }: { mover: Mover; movers: readonly Mover[] }) {
  const { input, value } = mover;
  const { x, width } = moverBar(value, movers);
  const isDrift = input === "drift";
  return (
    <tr data-testid={`mover-${input}`}>
      <th scope="row">{isDrift ? <Term term="drift" /> : inputName(input)}</th>
      <td>
        <svg
          class={isDrift ? "movers-bar is-drift" : "movers-bar"}
          viewBox="0 0 100 10"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect x={x} y="2" width={width} height="6" />
          <path d="M50,0V10" />
        </svg>
      </td>
      <td class={isDrift ? "drift" : "delta effect"}>{delta(value)}</td>
    </tr>
  );
}

function Parts({ of }: { of: QuantityParts }) {
  const movers = moversOf(of);
  const { before, after, drift, name } = of;
  return (
    <>
      <p class="movers-way" data-testid="movers-way">
        {t("effect.moversWay", {
          ...{ before: quantity(before), after: quantity(after) },
          drift: quantity(before + drift),
        })}
      </p>
      <div class="table-box">
        <table class="table" data-testid="movers-table">
          <caption class="hidden">{t("effect.moversTable", { name: nameOf(name) })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("effect.mover")}</th>
              <td />
              <th scope="col">{t("effect.part")}</th>
            </tr>
          </thead>
          <tbody>
            {movers.map((mover) => (
              <Row key={mover.input} mover={mover} movers={movers} />
            ))}
            <tr>
              <th scope="row">{t("effect.whole")}</th>
              <td />
              <td class="delta" data-testid="movers-whole">
                {delta(after - before)}
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <p class="muted">{movers.length === 1 ? t("effect.nobody") : t("effect.rest")}</p>
    </>
  );
}

function Explained({ of }: { of: ChangeParts }) {
  if (of.reason !== null) {
    return (
      <p class="muted" data-testid="movers-none">
        {t(`effect.${of.reason}`, { limit: count(CHANGE_COMMITS_MAX) })}
      </p>
    );
  }
  const found = of.quantities.find(({ name }) => name === chosen.value);
  return (
    <>
      {of.commits > 1 && <p class="muted">{t("effect.commits", { count: of.commits })}</p>}
      <label class="field movers-choice">
        <span>{t("effect.moversOf")}</span>
        <select
          value={chosen.value}
          data-testid="movers-choice"
          onChange={(event) => {
            chosen.value = event.currentTarget.value as Quantity;
          }}
        >
          {DISPLAYED_QUANTITIES.map((name) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
        </select>
      </label>
      {found && <Parts of={found} />}
    </>
  );
}

interface Props {
  vault: string;
  first: string;
  last: string;
  /** Which two commits, where the page does not show it. */
  between?: string;
}

/** What moved each quantity from one commit to another: drift, and the inputs of the drafts. */
export function Movers({ vault, first, last, between }: Props) {
  const [found, setFound] = useState<ChangeParts | null>(null);
  const resting = !playing.value;
  useEffect(() => {
    if (!resting) return;
    let wanted = true;
    const timer = setTimeout(() => {
      readMovers(vault, first, last).then((answer) => wanted && setFound(answer), announceProblem);
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [vault, first, last, resting]);
  const shown = found?.first === first && found.last === last ? found : null;
  return (
    <div class="movers" data-testid="movers">
      <h3>{t("effect.movers")}</h3>
      {between && <p class="muted">{between}</p>}
      {shown ? <Explained of={shown} /> : <p class="muted">{t("app.loading")}</p>}
    </div>
  );
}

/** What moved each quantity at one commit. A merge has no draft, and a genesis nothing before it. */
export function MoversOf({ vault, row }: { vault: string; row: CommitRow }) {
  const [parent] = row.parents;
  if (row.kind === "merge") return <p class="muted">{t("effect.merge")}</p>;
  return parent ? <Movers vault={vault} first={parent} last={row.commit} /> : null;
}
