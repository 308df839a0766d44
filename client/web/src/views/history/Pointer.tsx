import "./Pointer.css";
import { t } from "../../i18n";
import { count, dateTime, quantity } from "../../i18n/format";
import type { Series } from "../../model/engine";
import { indexAt } from "../../model/history-points";
import { keyedIndex, labelledIndices, labelsAt } from "../../model/pointing";
import { isolated, shown } from "../../model/text";
import { goTo, shownPosition } from "../../state/past";
import { drawn, pointed } from "../../state/series";
import { nameOf } from "../../ui/Quantities";
import { UserText } from "../../ui/UserText";

/** What a screen reader says of a point: the commit, its label, and the values of all curves. */
function spoken(of: Series, index: number): string {
  const labels = labelsAt(of, index).map((label) => isolated(shown(label)));
  const values = drawn.value.map(
    (name) => `${nameOf(name)} ${quantity(of.columns[name]?.[index] ?? 0)}`,
  );
  return [placeOf(of, index), ...labels, ...values].join(", ");
}

function placeOf(of: Series, index: number): string {
  return t("curves.at", { n: count(of.position[index] ?? 0), when: dateTime(of.t_ms[index] ?? 0) });
}

/** The commit that is pointed at, or else the shown one, with its label. Keys point from here. */
export function Pointer({ of }: { of: Series }) {
  const last = of.position.length - 1;
  const index = indexAt(of.position, pointed.value ?? shownPosition.value);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") goTo(of.position[index] ?? 0);
    else if (event.key === "Escape") pointed.value = null;
    else {
      const next = keyedIndex(event.key, index, last, labelledIndices(of));
      if (next === null) return;
      pointed.value = of.position[next] ?? 0;
    }
    event.preventDefault();
  };
  const [label] = labelsAt(of, index);
  return (
    <div
      class="series-pointer"
      role="slider"
      tabIndex={0}
      aria-label={t("curves.pointer")}
      aria-description={t("curves.keys")}
      aria-valuemin={0}
      aria-valuemax={of.position[last] ?? 0}
      aria-valuenow={of.position[index] ?? 0}
      aria-valuetext={spoken(of, index)}
      data-testid="series-pointer"
      data-pointed={pointed.value !== null}
      onKeyDown={onKeyDown}
      onBlur={() => {
        pointed.value = null;
      }}
    >
      <span class="pointer-place">{placeOf(of, index)}</span>
      {label !== undefined && (
        <span class="pointer-label">
          <span class="pointer-mark" aria-hidden="true" /> <UserText of={label} />
        </span>
      )}
    </div>
  );
}
