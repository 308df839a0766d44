import "./MandalaPage.css";
import { computed, signal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { SLOTS, type Slot } from "../../model/engine";
import { type GoalView, movable, uncomputed } from "../../state/app";
import { readings, simulating, slotEffects } from "../../state/readings";
import { typedText } from "../../state/typed";
import { Compass } from "../../ui/Compass";
import { QuantityTable } from "../../ui/Quantities";
import { Section } from "../../ui/Section";
import { StartLine } from "../commit/Start";
import { TouchHint } from "../shell/TouchHint";
import { SlotDetail } from "./SlotDetail";
import { SlotRow } from "./SlotRow";
import { allocations, held, moveShare, shareEqually, toggleHold } from "./shares";

const AFFECTED = [
  "E",
  "pressure",
  "leak",
  "sigma",
  "volume",
  "density",
  "stability",
  "P_outcome",
] as const;

const selected = signal<Slot>("E");

const total = computed(() => {
  const sum = SLOTS.reduce((part, slot) => part + allocations.value[slot], 0);
  return t("mandala.total", { percent: percent(sum) });
});

/** Selects a petal and focuses its slider, so that keys continue where the finger left off. */
function select(slot: Slot): void {
  selected.value = slot;
  document.getElementById(`slot-${slot}`)?.querySelector("input")?.focus({ preventScroll: true });
}

function CompassPanel({ view }: { view: GoalView }) {
  return (
    <div class="area-compass">
      <Compass
        live={view.last.page3.allocations}
        allocations={allocations}
        selected={selected}
        readings={readings}
        effects={slotEffects}
        meanings={view.context.slots ?? {}}
        disabled={!movable.value}
        onSelect={select}
        held={held}
        onShare={(slot, share) => moveShare(view.vault, slot, share * 100)}
        onHold={(slot) => void toggleHold(view.vault, slot)}
      />
      <TouchHint of="petals" />
    </div>
  );
}

function Total() {
  return (
    <div class="row slots-total">
      <span data-testid="mandala-total">{total}</span>
      <button
        type="button"
        class="button quiet"
        disabled={!movable.value}
        data-testid="mandala-equal"
        onClick={shareEqually}
      >
        {t("mandala.equal")}
      </button>
    </div>
  );
}

function Effects() {
  return (
    <Section title={t("mandala.effects")} class="area-effects">
      {!simulating.value && (
        <p class="muted">{t(uncomputed.value ? "effect.uncomputed" : "mandala.none")}</p>
      )}
      <QuantityTable
        keys={AFFECTED}
        of={readings}
        caption={t("goal.quantities")}
        testPrefix="effect"
      />
    </Section>
  );
}

/** The detail of the selected slot, below all sliders: Tab selects each slot on its way through them. */
function Slots({ view }: { view: GoalView }) {
  const meanings = view.context.slots ?? {};
  return (
    <ul class="slots">
      {SLOTS.map((slot) => (
        <Fragment key={`${view.vault} ${slot}`}>
          <SlotRow
            slot={slot}
            allocations={allocations}
            selected={selected}
            meaning={meanings[slot] ?? ""}
            held={held}
            onPercent={(value) => moveShare(view.vault, slot, value)}
            onHold={() => void toggleHold(view.vault, slot)}
          />
          {selected.value === slot && (
            <li class="slot-detail-place">
              <SlotDetail
                vault={view.vault}
                selected={selected}
                meanings={meanings}
                held={held.value}
                onHold={() => void toggleHold(view.vault, slot)}
              />
            </li>
          )}
        </Fragment>
      ))}
    </ul>
  );
}

/** Selects a slot whose meaning was typed and, after a crash, not saved. */
function selectUnsaved(vault: string): void {
  const slot = SLOTS.find((name) => typedText(vault, `slot.${name}`) !== null);
  if (slot) selected.value = slot;
}

export function MandalaPage({ view }: { view: GoalView }) {
  useEffect(() => selectUnsaved(view.vault), [view.vault]);
  return (
    <div class="mandala-grid">
      <h1 class="hidden">{t("mandala.heading")}</h1>
      <CompassPanel view={view} />
      <Section title={t("mandala.share")} class="area-slots">
        <Slots view={view} />
        <Total />
        <StartLine view={view} />
        <p class="muted">
          {t("mandala.body")} {t("mandala.keys")} {t("drafting.holdNote")}
        </p>
      </Section>
      <Effects />
    </div>
  );
}
