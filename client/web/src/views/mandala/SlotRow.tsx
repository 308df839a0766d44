import "./SlotRow.css";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import type { Allocations, Slot } from "../../model/engine";
import { movable } from "../../state/app";
import { Slider } from "../../ui/Fields";
import { letterOf } from "../../ui/keys";
import { UserText } from "../../ui/UserText";
import { useFollowing } from "../../ui/use-following";

interface Props {
  slot: Slot;
  allocations: ReadonlySignal<Allocations>;
  selected: Signal<Slot>;
  held: ReadonlySignal<readonly Slot[]>;
  meaning: string;
  onHold: () => void;
  onPercent: (percent: number) => void;
}

/** The share of one slot as a slider, for keyboards, screen readers and fingers. */
export function SlotRow({ slot, allocations, selected, held, meaning, ...on }: Props) {
  const style = useFollowing(
    () => (selected.value === slot ? "slot is-selected" : "slot"),
    [selected, slot],
  );
  const value = useFollowing(
    () => Math.round(allocations.value[slot] * 1000) / 10,
    [allocations, slot],
  );
  const shown = useFollowing(() => percent(allocations.value[slot]), [allocations, slot]);
  const isHeld = held.value.includes(slot);
  const spoken = useFollowing(
    () => (isHeld ? t("drafting.heldAt", { percent: shown.value }) : shown.value),
    [shown, isHeld],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.repeat);
    const onSlider = event.target instanceof HTMLInputElement && event.target.type === "range";
    if (plain && onSlider && letterOf(event) === "h") on.onHold();
  };
  return (
    <li
      id={`slot-${slot}`}
      class={style}
      data-testid={`slot-${slot}`}
      onFocusCapture={() => {
        selected.value = slot;
      }}
      onKeyDown={onKeyDown}
    >
      <Slider
        label={t(`slot.${slot}`)}
        value={value}
        min={0}
        max={100}
        step={1}
        shown={shown}
        spoken={spoken}
        mark={isHeld ? "lock" : undefined}
        testId={`share-${slot}`}
        disabled={!movable.value}
        onInput={on.onPercent}
      />
      {meaning && (
        <p class="slot-meaning">
          <UserText of={meaning} />
        </p>
      )}
    </li>
  );
}
