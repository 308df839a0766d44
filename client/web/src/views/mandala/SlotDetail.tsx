import "./SlotDetail.css";
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../../i18n";
import { delta } from "../../i18n/format";
import { type Quantity, SLOT_MEANING_LENGTH_MAX, type Slot } from "../../model/engine";
import { readings } from "../../state/readings";
import { useWord } from "../../state/use-word";
import { Field } from "../../ui/Fields";
import { nameOf, simText } from "../../ui/Quantities";
import { Term } from "../../ui/Term";
import { slotTerm } from "../../ui/terms";
import { useFollowing } from "../../ui/use-following";
import { EFFECTS } from "./effects";

function Meaning({ vault, slot, known }: { vault: string; slot: Slot; known: string }) {
  const word = useWord(vault, `slot.${slot}`, known, (meaning) => ({ slots: { [slot]: meaning } }));
  return (
    <Field
      label={t("mandala.meaningOf", { slot: t(`slot.${slot}`) })}
      {...word}
      maxLength={SLOT_MEANING_LENGTH_MAX}
      placeholder={t("mandala.meaningPlaceholder")}
      testId={`meaning-${slot}`}
    />
  );
}

function EffectChip({ name, raises }: { name: Quantity; raises: boolean }) {
  const { live, sim } = readings;
  const change = useFollowing(() => {
    if (!sim.value) return "";
    return ` ${simText(delta(sim.value[name] - live.value[name]))}`;
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
  vault: string;
  selected: ReadonlySignal<Slot>;
  meanings: Partial<Record<Slot, string | null>>;
}

/** The selected slot: its name, the quantities that it acts on, and its meaning for the person. */
export function SlotDetail({ vault, selected, meanings }: Props) {
  const slot = selected.value;
  return (
    <div class="slot-detail" data-testid="slot-detail" data-slot={slot}>
      <p class="slot-head">
        <Term term={slotTerm(slot)} />
        <span class="muted">{t(`direction.${slot}`)}</span>
      </p>
      <p class="slot-effects">
        {EFFECTS[slot].map(({ key, raises }) => (
          <EffectChip key={key} name={key} raises={raises} />
        ))}
      </p>
      <Meaning key={slot} vault={vault} slot={slot} known={meanings[slot] ?? ""} />
    </div>
  );
}
