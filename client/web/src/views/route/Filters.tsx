import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { change, ready } from "../../state/app";
import type { DraftPage2 } from "../../state/model";
import { Section, Slider } from "../../ui/fields";

const FILTERS = ["mass_filter", "flow_filter", "sigma_filter"] as const;
const AXES = [
  ["shiftX", 0],
  ["shiftY", 1],
] as const;

const PLAIN = {
  mass_filter: 0,
  flow_filter: 0,
  sigma_filter: 1,
  virtual_anchor_shift: [0, 0] as [number, number],
};

/** Filters and anchor shift: they choose what is seen and leave physics alone. */
export function Filters({ page2 }: { page2: DraftPage2 }) {
  const shift = page2.virtual_anchor_shift;
  return (
    <Section title={t("route.filters")}>
      <p class="muted">{t("route.filterNote")}</p>
      {FILTERS.map((name) => (
        <Slider
          key={name}
          label={t(`route.${name}`)}
          value={page2[name]}
          min={0}
          max={1}
          step={0.01}
          shown={quantity(page2[name])}
          testId={name}
          disabled={!ready.value}
          onInput={(value) => change({ page: 2, patch: { [name]: value } })}
        />
      ))}
      {AXES.map(([name, axis]) => (
        <Slider
          key={name}
          label={t(`route.${name}`)}
          value={shift[axis]}
          min={-1}
          max={1}
          step={0.01}
          shown={quantity(shift[axis])}
          testId={name}
          disabled={!ready.value}
          onInput={(value) =>
            change({
              page: 2,
              patch: {
                virtual_anchor_shift: axis === 0 ? [value, shift[1]] : [shift[0], value],
              },
            })
          }
        />
      ))}
      <button
        type="button"
        class="button quiet"
        disabled={!ready.value}
        data-testid="view-reset"
        onClick={() => change({ page: 2, patch: PLAIN })}
      >
        {t("route.resetView")}
      </button>
    </Section>
  );
}
