import type { ReadonlySignal, Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { delta, percent } from "../../i18n/format";
import { announceProblem, ready, setWords } from "../../state/app";
import type { Allocations, Slot } from "../../state/model";
import type { NumberKey } from "../../state/quantities";
import { readings, useFollowing } from "../../state/readings";
import { Field, Slider } from "../../ui/fields";
import { nameOf } from "../../ui/quantities";
import { EFFECTS } from "./effects";

const MEANING_MAX = 200;

function Meaning({ slot, known }: { slot: Slot; known: string }) {
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

function EffectChip({ name, raises }: { name: NumberKey; raises: boolean }) {
  const { live, sim } = readings;
  const change = useFollowing(() => {
    if (!sim.value) return "";
    return ` ${t("quantity.sim", { value: delta(sim.value[name] - live.value[name]) })}`;
  }, [name]);
  return (
    <span class="chip">
      <span aria-hidden="true">
        {raises ? "↑" : "↓"} {nameOf(name)}
      </span>
      <span class="hidden">
        {t(raises ? "mandala.raises" : "mandala.lowers", { name: nameOf(name) })}
      </span>
      <span class="delta sim-text">{change}</span>
    </span>
  );
}

interface Props {
  slot: Slot;
  allocations: ReadonlySignal<Allocations>;
  meaning: string;
  selected: Signal<Slot>;
  onPercent: (percent: number) => void;
}

/** One slot: its share, what it acts on, and what it means to the person. */
export function SlotRow({ slot, allocations, meaning, selected, onPercent }: Props) {
  const isSelected = useFollowing(() => selected.value === slot, [selected, slot]).value;
  const value = useFollowing(
    () => Math.round(allocations.value[slot] * 1000) / 10,
    [allocations, slot],
  );
  const shown = useFollowing(() => percent(allocations.value[slot]), [allocations, slot]);
  return (
    <li
      id={`slot-${slot}`}
      class={isSelected ? "slot is-selected" : "slot"}
      data-testid={`slot-${slot}`}
      onFocusCapture={() => {
        selected.value = slot;
      }}
    >
      <Slider
        label={`${t(`slot.${slot}`)} · ${t(`direction.${slot}`)}`}
        value={value}
        min={0}
        max={100}
        step={1}
        shown={shown}
        testId={`share-${slot}`}
        disabled={!ready.value}
        onInput={onPercent}
      />
      <p class="slot-effects">
        {EFFECTS[slot].map(({ key, raises }) => (
          <EffectChip key={key} name={key} raises={raises} />
        ))}
      </p>
      {isSelected ? (
        <Meaning key={meaning} slot={slot} known={meaning} />
      ) : (
        meaning && <p class="muted slot-meaning">{meaning}</p>
      )}
    </li>
  );
}
