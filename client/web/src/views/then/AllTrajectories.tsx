import { t } from "../../i18n";
import type { ThenAndNow } from "../../model/engine";
import { overviewOf } from "../../model/then-now";
import { THEN_WIDTH, ThenFrame } from "../../ui/ThenFrame";

const HEIGHT = 110;

interface Props {
  items: readonly ThenAndNow[];
  shown: ThenAndNow;
  nowMs: number;
  onChoose: (item: ThenAndNow | undefined) => void;
}

/** All past trajectories over what came. A press chooses the commit nearest in time; the buttons above do so by key. */
export function AllTrajectories({ items, shown, nowMs, onChoose }: Props) {
  const { ground, came, projected } = overviewOf(items, nowMs, THEN_WIDTH, HEIGHT);
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    const at = ground.from + share * (ground.to - ground.from);
    const apart = items.map(({ t_ms }) => Math.abs(t_ms - at));
    onChoose(items[apart.indexOf(Math.min(...apart))]);
  };
  return (
    <ThenFrame
      class="then-all"
      ground={ground}
      height={HEIGHT}
      label={t("thenNow.all", { count: items.length })}
      testId="then-all"
      onClick={pick}
    >
      <path class="then-came" d={came} />
      {items.map((item, index) => (
        <path
          key={item.commit}
          class={item === shown ? "then-line" : "then-line is-faint"}
          d={projected[index]}
        />
      ))}
    </ThenFrame>
  );
}
