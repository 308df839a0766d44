import "./SlotDetail.css";
import type { ReadonlySignal } from "@preact/signals";
import { t } from "../../i18n";
import { delta } from "../../i18n/format";
import { actedOn, effectOfSlot } from "../../model/effects";
import { type Quantity, SLOT_MEANING_LENGTH_MAX, type Slot } from "../../model/engine";
import { ready } from "../../state/app";
import { simulating, slotEffects } from "../../state/readings";
import { useWord } from "../../state/use-word";
import { Field } from "../../ui/Fields";
import { Icon } from "../../ui/Icon";
import { nameOf } from "../../ui/Quantities";
import { Term } from "../../ui/Term";
import { slotTerm } from "../../ui/terms";
import { useFollowing } from "../../ui/use-following";

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

const arrow = (value: number) => (value > 0 ? "↑ " : value < 0 ? "↓ " : "");

/** What the share of this slot adds to a quantity. The arrow is the sign of that number. */
function EffectChip({ slot, name }: { slot: Slot; name: Quantity }) {
  const effect = useFollowing(() => effectOfSlot(slotEffects.value, slot, name), [slot, name]);
  const sign = useFollowing(() => arrow(effect.value), [effect]);
  const change = useFollowing(() => (simulating.value ? delta(effect.value) : ""), [effect]);
  return (
    <span class="chip" data-testid={`slot-${name}-effect`}>
      <span aria-hidden="true" class="sim-text">
        {sign}
      </span>
      {nameOf(name)} <span class="delta">{change}</span>
    </span>
  );
}

interface Props {
  vault: string;
  selected: ReadonlySignal<Slot>;
  meanings: Partial<Record<Slot, string | null>>;
  held: readonly Slot[];
  onHold: () => void;
}

/** The selected slot: its name, the quantities that it acts on, and its meaning for the person. */
export function SlotDetail({ vault, selected, meanings, held, onHold }: Props) {
  const slot = selected.value;
  const acts = useFollowing(() => actedOn(slotEffects.value, slot).join(" "), [slot]);
  return (
    <div class="slot-detail" data-testid="slot-detail" data-slot={slot}>
      <p class="slot-head">
        <Term term={slotTerm(slot)} />
        <span class="muted">{t(`direction.${slot}`)}</span>
        <button
          type="button"
          class="button slot-hold"
          aria-pressed={held.includes(slot)}
          aria-label={t("drafting.hold", { slot: t(`slot.${slot}`) })}
          aria-keyshortcuts="H"
          disabled={!ready.value}
          data-testid={`hold-${slot}`}
          onClick={onHold}
        >
          <Icon name="lock" />
          {t(held.includes(slot) ? "drafting.heldMark" : "drafting.holdMark")}
        </button>
      </p>
      <p class="slot-effects">
        <span class="muted">{t("effect.ofSlot")}</span>
        {acts.value.split(" ").map((name) => (
          <EffectChip key={name} slot={slot} name={name as Quantity} />
        ))}
      </p>
      <Meaning key={slot} vault={vault} slot={slot} known={meanings[slot] ?? ""} />
    </div>
  );
}
