import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { RANGES } from "../../model/engine";
import { change, movable } from "../../state/app";
import { flowFilter, massFilter, shift, shiftX, shiftY, sigmaFilter } from "../../state/route";
import { Slider } from "../../ui/Fields";
import { Section } from "../../ui/Section";
import { useFollowing } from "../../ui/use-following";

const FILTERS = { mass_filter: massFilter, flow_filter: flowFilter, sigma_filter: sigmaFilter };
const AXES = { shiftX, shiftY };

const PLAIN = {
  mass_filter: 0,
  flow_filter: 0,
  sigma_filter: 1,
  virtual_anchor_shift: [0, 0] as [number, number],
};

function Filter({ name }: { name: keyof typeof FILTERS }) {
  const value = FILTERS[name];
  const shown = useFollowing(() => quantity(value.value), [value]);
  return (
    <Slider
      label={t(`route.${name}`)}
      value={value}
      {...RANGES[name]}
      step={0.01}
      shown={shown}
      testId={name}
      disabled={!movable.value}
      onInput={(to) => change({ page: 2, patch: { [name]: to } })}
    />
  );
}

function Shift({ name }: { name: keyof typeof AXES }) {
  const value = AXES[name];
  const shown = useFollowing(() => quantity(value.value), [value]);
  return (
    <Slider
      label={t(`route.${name}`)}
      value={value}
      {...RANGES.virtual_anchor_shift}
      step={0.01}
      shown={shown}
      term="anchor"
      testId={name}
      disabled={!movable.value}
      onInput={(to) => {
        const [x, y] = shift.peek();
        const moved: [number, number] = name === "shiftX" ? [to, y] : [x, to];
        change({ page: 2, patch: { virtual_anchor_shift: moved } });
      }}
    />
  );
}

/** Filters and anchor shift. They change what is visible, not the physics. */
export function Filters() {
  return (
    <Section title={t("route.filters")}>
      <p class="muted">{t("route.filterNote")}</p>
      <Filter name="mass_filter" />
      <Filter name="flow_filter" />
      <Filter name="sigma_filter" />
      <Shift name="shiftX" />
      <Shift name="shiftY" />
      <button
        type="button"
        class="button quiet"
        disabled={!movable.value}
        data-testid="view-reset"
        onClick={() => change({ page: 2, patch: PLAIN })}
      >
        {t("route.resetView")}
      </button>
    </Section>
  );
}
