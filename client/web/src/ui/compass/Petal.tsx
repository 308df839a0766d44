import type { ReadonlySignal } from "@preact/signals";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import type { Allocations, Slot } from "../../model/engine";
import { isolated, shorten } from "../../model/text";
import { useFollowing } from "../use-following";
import { angleOf, at, lengthOf, petalPath } from "./shapes";

const WORDS_AT = 148;
const MEANING_MAX = 14;
/** Shares this close are equal: a stored share need not be a whole percent. */
const SAME = 1e-6;

interface Props {
  slot: Slot;
  allocations: ReadonlySignal<Allocations>;
  selected: ReadonlySignal<Slot>;
}

interface ShapeProps extends Props {
  live: Allocations;
  held: ReadonlySignal<readonly Slot[]>;
  onDown: (slot: Slot, event: PointerEvent) => void;
}

/** One slot: LIVE as a solid outline, the draft's share dashed over it. */
export function Petal({ slot, live, allocations, selected, held, onDown }: ShapeProps) {
  const style = useFollowing(
    () => (selected.value === slot ? "petal is-selected" : "petal"),
    [selected, slot],
  );
  const sim = useFollowing(() => {
    const own = allocations.value[slot];
    return Math.abs(own - live[slot]) < SAME ? "" : petalPath(slot, own);
  }, [allocations, slot, live]);
  const grip = useFollowing(
    () => `translate(${at(lengthOf(allocations.value[slot]), angleOf(slot))})`,
    [allocations, slot],
  );
  return (
    <g class={style} data-testid={`petal-${slot}`} onPointerDown={(event) => onDown(slot, event)}>
      <path class="petal-field" d={petalPath(slot, 1)} />
      <path class="petal-live" d={petalPath(slot, live[slot])} />
      <path class="petal-sim" d={sim} />
      <circle class="petal-grip" r="5" transform={grip} data-testid={`grip-${slot}`} />
      {held.value.includes(slot) && (
        <g class="petal-lock" transform={grip} data-testid={`held-${slot}`}>
          <circle r="10" />
          <path d="M-4,-1.500h8v6.500h-8zM-2.500,-1.500v-2.500a2.500,2.500 0 0 1 5,0v2.500" />
        </g>
      )}
    </g>
  );
}

/** Name, share and meaning of a slot, above the rest of the picture. */
export function PetalWords({ slot, allocations, selected, meaning }: Props & { meaning: string }) {
  const style = useFollowing(
    () => (selected.value === slot ? "petal-words is-selected" : "petal-words"),
    [selected, slot],
  );
  const share = useFollowing(() => percent(allocations.value[slot]), [allocations, slot]);
  const angle = angleOf(slot);
  const x = Math.cos(angle) * WORDS_AT;
  const y = Math.sin(angle) * WORDS_AT;
  return (
    <g class={style}>
      <text class="petal-name" x={x} y={y - 3}>
        {t(`slot.${slot}`)}
      </text>
      <text class="petal-percent" x={x} y={y + 14}>
        {share}
      </text>
      {meaning && (
        <text class="petal-meaning" x={x} y={y + 29}>
          {isolated(shorten(meaning, MEANING_MAX))}
        </text>
      )}
    </g>
  );
}
