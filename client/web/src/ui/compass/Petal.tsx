import type { ReadonlySignal } from "@preact/signals";
import { t } from "../../i18n";
import { percent } from "../../i18n/format";
import type { Allocations, Slot } from "../../model/engine";
import { isolated } from "../../model/text";
import { emsOf, twoLines } from "../../model/text-lines";
import { useFollowing } from "../use-following";
import { angleOf, at, lengthOf, petalPath, wordsAt } from "./shapes";

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

/** Font sizes in units of the picture, and the width of a meaning in letters as wide as high. */
const WIDE = { name: 14, meaning: 11.5, ems: 8.4 };
const NARROW = { name: 17, meaning: 14.5, ems: 7 };
const PADDING = 4;

interface WordsProps extends Pick<Props, "slot" | "allocations"> {
  meaning: string;
  narrow: boolean;
}

/** Where the words of a slot stand, and how much room they take. */
function usePlace({ slot, allocations, meaning, narrow }: WordsProps) {
  const font = narrow ? NARROW : WIDE;
  const name = t(`slot.${slot}`);
  // A label at the side has less room: its words run towards the middle.
  const ems = Math.abs(Math.cos(angleOf(slot))) > 0.9 ? 0.8 * font.ems : font.ems;
  const lines = meaning ? twoLines(meaning, ems) : [];
  const width = Math.max(
    emsOf(name) * font.name,
    4 * font.name * 0.6,
    ...lines.map((line) => emsOf(line) * font.meaning),
  );
  const height = 2.25 * font.name + lines.length * 1.15 * font.meaning;
  const half = { x: width / 2 + PADDING, y: height / 2 + PADDING };
  const transform = useFollowing(() => {
    const away = wordsAt(slot, allocations.value[slot], half);
    return `translate(${at(away, angleOf(slot))})`;
  }, [allocations, slot, half.x, half.y]);
  return { font, name, lines, height, half, transform };
}

/** What hides the lines of the picture beneath the words of a slot. */
export function PetalGround(props: WordsProps) {
  const { half, transform } = usePlace(props);
  return (
    <rect
      class="petal-ground"
      transform={transform}
      x={-half.x}
      y={-half.y}
      width={2 * half.x}
      height={2 * half.y}
      rx="6"
    />
  );
}

/** Name, share and meaning of a slot, above the rest of the picture. */
export function PetalWords({ selected, ...props }: WordsProps & Pick<Props, "selected">) {
  const { slot, allocations } = props;
  const style = useFollowing(
    () => (selected.value === slot ? "petal-words is-selected" : "petal-words"),
    [selected, slot],
  );
  const share = useFollowing(() => percent(allocations.value[slot]), [allocations, slot]);
  const { font, name, lines, height, transform } = usePlace(props);
  const top = -height / 2;
  return (
    <g class={style} transform={transform}>
      <text class="petal-name" y={top + 0.9 * font.name}>
        {name}
      </text>
      <text class="petal-percent" y={top + 2.1 * font.name}>
        {share}
      </text>
      {lines.map((line, index) => (
        <text
          key={index}
          class="petal-meaning"
          y={top + 2.2 * font.name + (index + 0.95) * 1.15 * font.meaning}
        >
          {isolated(line)}
        </text>
      ))}
    </g>
  );
}
