import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { delta, percent } from "../../i18n/format";
import { announceProblem, ready, setWords } from "../../state/app";
import type { Quantities, Slot, VaultView } from "../../state/model";
import { Field, Slider } from "../../ui/fields";
import { nameOf } from "../../ui/quantities";
import { EFFECTS } from "./effects";

const MEANING_MAX = 200;

interface Props {
  slot: Slot;
  share: number;
  view: VaultView;
  live: Quantities;
  sim: Quantities | null;
  selected: boolean;
  onSelect: () => void;
  onPercent: (percent: number) => void;
}

function Meaning({ slot, view }: { slot: Slot; view: VaultView }) {
  const known = view.context.slots?.[slot] ?? "";
  const [text, setText] = useState(known);
  const save = () => {
    const next = text.trim();
    if (next !== known) setWords({ slots: { [slot]: next || null } }).catch(announceProblem);
  };
  return (
    <Field
      label={t("mandala.meaningOf", { slot: t(`slot.${slot}`) })}
      value={text}
      maxLength={MEANING_MAX}
      placeholder={t("mandala.meaningPlaceholder")}
      testId={`meaning-${slot}`}
      onInput={setText}
      onCommit={save}
    />
  );
}

/** One slot: its share, what it acts on, and what it means to the person. */
export function SlotRow(props: Props) {
  const { slot, share, view, live, sim, selected } = props;
  const meaning = view.context.slots?.[slot];
  return (
    <li
      id={`slot-${slot}`}
      class={selected ? "slot is-selected" : "slot"}
      data-testid={`slot-${slot}`}
      onFocusCapture={props.onSelect}
    >
      <Slider
        label={`${t(`slot.${slot}`)} · ${t(`direction.${slot}`)}`}
        value={Math.round(share * 1000) / 10}
        min={0}
        max={100}
        step={1}
        shown={percent(share)}
        testId={`share-${slot}`}
        disabled={!ready.value}
        onInput={props.onPercent}
      />
      <p class="slot-effects">
        {EFFECTS[slot].map(({ key, raises }) => (
          <span key={key} class="chip">
            <span aria-hidden="true">
              {raises ? "↑" : "↓"} {nameOf(key)}
            </span>
            <span class="hidden">
              {t(raises ? "mandala.raises" : "mandala.lowers", { name: nameOf(key) })}
            </span>
            {sim && (
              <span class="delta sim-text">
                {" "}
                {t("quantity.sim", { value: delta(sim[key] - live[key]) })}
              </span>
            )}
          </span>
        ))}
      </p>
      {selected ? (
        <Meaning key={meaning ?? ""} slot={slot} view={view} />
      ) : (
        meaning && <p class="muted slot-meaning">{meaning}</p>
      )}
    </li>
  );
}
