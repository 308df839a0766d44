import { signal } from "@preact/signals";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import { equalShares, giveWay } from "../../state/allocations";
import { change, draft, ready } from "../../state/app";
import { type Allocations, SLOTS, type Slot, type VaultView } from "../../state/model";
import { quantitiesOf } from "../../state/quantities";
import { Compass } from "../../ui/Compass";
import { Section } from "../../ui/fields";
import { QuantityTable } from "../../ui/quantities";
import { SlotRow } from "./SlotRow";

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

/**
 * The shares from which the slot being moved takes: while one slot moves, every position is dealt from the same
 * start, so that going there and back ends where it began.
 */
let gesture: { vault: string; slot: Slot; base: Allocations; last: Allocations } | null = null;

function sameShares(a: Allocations, b: Allocations): boolean {
  return SLOTS.every((slot) => Math.abs(a[slot] - b[slot]) < 1e-6);
}

function move(vault: string, present: Allocations, slot: Slot, toPercent: number): void {
  const goesOn =
    gesture?.vault === vault && gesture.slot === slot && sameShares(gesture.last, present);
  const base = goesOn && gesture ? gesture.base : present;
  const allocations = giveWay(base, slot, toPercent);
  gesture = { vault, slot, base, last: allocations };
  change({ page: 3, patch: { allocations } });
}

interface PartProps {
  view: VaultView;
  allocations: Allocations;
}

/** Selecting a petal puts the focus on its slider, so that keys go on where the finger left off. */
function select(slot: Slot): void {
  selected.value = slot;
  document.getElementById(`slot-${slot}`)?.querySelector("input")?.focus({ preventScroll: true });
}

function CompassPanel({ view, allocations }: PartProps) {
  const total = SLOTS.reduce((sum, slot) => sum + allocations[slot], 0);
  const shareEqually = () => {
    gesture = null;
    change({ page: 3, patch: { allocations: equalShares() } });
  };
  return (
    <Section title={t("mandala.heading")} class="area-compass">
      <p class="muted">{t("mandala.body")}</p>
      <Compass
        allocations={allocations}
        selected={selected.value}
        disabled={!ready.value}
        onSelect={select}
        onShare={(slot, share) => move(view.vault, allocations, slot, share * 100)}
      />
      <div class="row">
        <span data-testid="mandala-total">{t("mandala.total", { percent: percent(total) })}</span>
        <button
          type="button"
          class="button quiet"
          disabled={!ready.value}
          data-testid="mandala-equal"
          onClick={shareEqually}
        >
          {t("mandala.equal")}
        </button>
      </div>
    </Section>
  );
}

export function MandalaPage({ view }: { view: VaultView }) {
  const allocations = (draft.value ?? view.draft).page3.allocations;
  const live = quantitiesOf(view.live);
  const sim = view.sim ? quantitiesOf(view.sim) : null;
  return (
    <div class="mandala-grid">
      <h1 class="hidden">{t("mandala.heading")}</h1>
      <CompassPanel view={view} allocations={allocations} />
      <Section title={t("mandala.share")} class="area-slots">
        <p class="muted">{t("mandala.keys")}</p>
        <ul class="slots">
          {SLOTS.map((slot) => (
            <SlotRow
              key={`${view.vault} ${slot}`}
              slot={slot}
              share={allocations[slot]}
              view={view}
              live={live}
              sim={sim}
              selected={selected.value === slot}
              onSelect={() => {
                selected.value = slot;
              }}
              onPercent={(value) => move(view.vault, allocations, slot, value)}
            />
          ))}
        </ul>
      </Section>
      <Section title={t("mandala.effects")} class="area-effects">
        {!sim && <p class="muted">{t("mandala.none")}</p>}
        <QuantityTable
          keys={AFFECTED}
          live={live}
          sim={sim}
          caption={t("goal.quantities")}
          testPrefix="effect"
        />
      </Section>
    </div>
  );
}
