import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import type { ThenAndNow } from "../../model/engine";
import { overviewOf } from "../../model/then-now";

const WIDTH = 600;
const HEIGHT = 110;

interface Props {
  items: readonly ThenAndNow[];
  shown: ThenAndNow;
  nowMs: number;
  onChoose: (item: ThenAndNow | undefined) => void;
}

/** All past trajectories over what came. A press chooses the commit nearest in time; the buttons above do so by key. */
export function AllTrajectories({ items, shown, nowMs, onChoose }: Props) {
  const { ground, came, projected } = overviewOf(items, nowMs, WIDTH, HEIGHT);
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    const at = ground.from + share * (ground.to - ground.from);
    const apart = items.map(({ t_ms }) => Math.abs(t_ms - at));
    onChoose(items[apart.indexOf(Math.min(...apart))]);
  };
  return (
    <div class="then-box then-all">
      <p class="then-scale" aria-hidden="true">
        <span>{ground.high.toFixed(1)}</span>
        <span>{ground.low.toFixed(1)}</span>
      </p>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the two buttons above choose by key */}
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("thenNow.all", { count: items.length })}
        data-testid="then-all"
        onClick={pick}
      >
        <path class="then-grid" d={`M0,0H${WIDTH}M0,${HEIGHT}H${WIDTH}`} />
        <path class="then-came" d={came} />
        {items.map((item, index) => (
          <path
            key={item.commit}
            class={item === shown ? "then-line" : "then-line is-faint"}
            d={projected[index]}
          />
        ))}
      </svg>
      <p class="then-ends" aria-hidden="true">
        <span>{dateTime(ground.from)}</span>
        <span>{dateTime(ground.to)}</span>
      </p>
    </div>
  );
}
