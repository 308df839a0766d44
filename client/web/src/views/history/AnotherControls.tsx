import { t } from "../../i18n";
import { count, delta, percent, quantity } from "../../i18n/format";
import { type Edits, shownPage1, shownShares } from "../../model/another-past";
import { type Draft, HORIZONS, RANGES, SLOTS } from "../../model/engine";
import { courses, edit, editPage1, editShare } from "../../state/another-past";
import { Check, Choice, Slider } from "../../ui/Fields";
import { nameOf } from "../../ui/Quantities";
import { useAtRest } from "../../ui/use-following";

/** Speaking while a control moves would never end. */
const SPOKEN_AFTER_MS = 800;

function Whether({ leftOut }: { leftOut: boolean }) {
  return (
    <Choice
      legend={t("another.whether")}
      hideLegend
      value={leftOut ? "out" : "changed"}
      options={[
        { value: "changed", label: t("another.changed") },
        { value: "out", label: t("another.out") },
      ]}
      testId="another-whether"
      onChoose={(next) => edit({ leftOut: next === "out" })}
    />
  );
}

/** On a phone the courses are above the controls, so their ends stay in sight while a control moves. */
function Summary() {
  const of = courses.value;
  if (!of) return null;
  return (
    <ul class="another-summary" aria-hidden="true">
      {of.furthest.map(({ quantity: name }) => (
        <li key={name}>
          <span>{nameOf(name)}</span> <span class="sim-text">→ {quantity(of.other_end[name])}</span>{" "}
          <span>{delta(of.other_end[name] - of.real_end[name])}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same for screen readers, once the controls rest. */
function Spoken() {
  const of = useAtRest(courses, SPOKEN_AFTER_MS).value;
  const differs = of?.furthest.some(({ difference }) => difference !== 0);
  const text = of?.furthest.map(
    ({ quantity: name, difference, position }) =>
      `${nameOf(name)} ${quantity(of.other_end[name])}, ${difference === 0 ? t("quantity.unchanged") : t("another.furthest", { delta: delta(difference), n: count(position) })}`,
  );
  return (
    <p class="hidden" role="status" data-testid="another-spoken">
      {differs ? text?.join(". ") : of && t("another.same")}
    </p>
  );
}

function Shares({ of, edits }: { of: Draft; edits: Edits }) {
  const shares = shownShares(of, edits);
  return (
    <fieldset class="another-shares">
      <legend>{t("another.shares")}</legend>
      {SLOTS.map((slot) => (
        <Slider
          key={slot}
          label={t(`slot.${slot}`)}
          value={Math.round(shares[slot] * 1000) / 10}
          min={0}
          max={100}
          step={1}
          shown={percent(shares[slot])}
          testId={`another-share-${slot}`}
          onInput={(value) => editShare(slot, value)}
        />
      ))}
    </fieldset>
  );
}

/** The controls of the changed commit. They begin at what was committed. */
export function AnotherControls({ of, edits }: { of: Draft; edits: Edits }) {
  const page1 = shownPage1(of, edits);
  const ops = of.page2.ops.length;
  return (
    <div class="another-controls">
      <Summary />
      <Spoken />
      <Whether leftOut={edits.leftOut} />
      {!edits.leftOut && (
        <>
          <Slider
            label={t("goal.volume_override")}
            value={page1.volume_override}
            {...RANGES.volume_override}
            step={0.01}
            shown={quantity(page1.volume_override)}
            testId="another-volume_override"
            onInput={(volume_override) => editPage1({ volume_override })}
          />
          <Slider
            label={t("goal.mass_modifier")}
            value={page1.mass_modifier}
            {...RANGES.mass_modifier}
            step={0.01}
            shown={delta(page1.mass_modifier)}
            testId="another-mass_modifier"
            onInput={(mass_modifier) => editPage1({ mass_modifier })}
          />
          <Choice
            legend={t("goal.horizon_override")}
            value={page1.horizon_override}
            options={HORIZONS.map((value) => ({ value, label: t(`horizon.${value}`) }))}
            testId="another-horizon_override"
            onChoose={(horizon_override) => editPage1({ horizon_override })}
          />
          <Shares of={of} edits={edits} />
          {ops > 0 && (
            <Check
              label={t("another.withoutOps", { count: ops })}
              checked={edits.withoutOps}
              testId="another-ops"
              onChange={(withoutOps) => edit({ withoutOps })}
            />
          )}
        </>
      )}
    </div>
  );
}
