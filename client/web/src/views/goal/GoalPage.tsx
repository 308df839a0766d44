import "./GoalPage.css";
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { day, delta, quantity } from "../../i18n/format";
import { HOUR_MS, startOf } from "../../model/days";
import { HORIZONS, RANGES } from "../../model/engine";
import { MAIN_QUANTITIES, OTHER_QUANTITIES } from "../../model/quantities";
import { effectOn } from "../../model/readings";
import { whenIdle } from "../../platform/idle";
import { change, draft, firstPaintDone, type GoalView, movable, ready } from "../../state/app";
import { historyReady } from "../../state/arriving";
import { setStill, still, theme } from "../../state/prefs";
import { forecasts, readings } from "../../state/readings";
import { readRecent, recentValues } from "../../state/recent";
import { Choice, Slider } from "../../ui/Fields";
import { nameOf, nodeTypeName, QuantityCard, QuantityTable } from "../../ui/Quantities";
import { Section } from "../../ui/Section";
import { Sphere } from "../../ui/sphere/Sphere";
import { Term } from "../../ui/Term";
import type { DayMark } from "../../ui/TimeScale";
import { Trajectory } from "../../ui/Trajectory";
import { StartLine } from "../commit/Start";
import { Guide } from "../onboarding/Guide";
import { Late } from "../shell/Late";
import { CompareButton } from "../whatif/Keep";
import { GoalWords } from "./GoalWords";

const massModifier = computed(() => draft.value?.page1.mass_modifier ?? 0);
const massModifierText = computed(() => delta(massModifier.value));
const massEffect = computed(() => effectOn(readings, "M"));
const massMoves = computed(() => {
  const effect = massEffect.value;
  return effect ? t("effect.massMoved", { delta: delta(effect) }) : t("effect.massMoves");
});
const volumeOverride = computed(() => draft.value?.page1.volume_override ?? 0);
const volumeOverrideText = computed(() => quantity(volumeOverride.value));
const horizonOverride = computed(() => draft.value?.page1.horizon_override ?? "D1");

const horizonShown = computed(() => (forecasts.sim.value ?? forecasts.live.value).horizon);
/** The node type of the drift where it is not that of LIVE, and of SIM where it is not that of the drift. */
const driftKind = computed(() => {
  const kind = (readings.sim.value && readings.drift.value?.node_type) ?? null;
  return kind === readings.live.value.node_type ? null : kind;
});
const simKind = computed(() => {
  const kind = readings.sim.value?.node_type ?? null;
  return kind === readings.drift.value?.node_type ? null : kind;
});

function HorizonChoice() {
  return (
    <Choice
      legend={<Term term="horizon" />}
      value={horizonOverride.value}
      options={HORIZONS.map((value) => ({ value, label: t(`horizon.${value}`) }))}
      testId="horizon_override"
      disabled={!movable.value}
      onChoose={(horizon_override) => change({ page: 1, patch: { horizon_override } })}
    />
  );
}

function Controls({ view }: { view: GoalView }) {
  return (
    <Section title={t("goal.controls")} class="area-controls">
      <Slider
        label={t("goal.mass_modifier")}
        value={massModifier}
        {...RANGES.mass_modifier}
        step={0.01}
        shown={massModifierText}
        term="mass_modifier"
        testId="mass_modifier"
        disabled={!movable.value}
        onInput={(mass_modifier) => change({ page: 1, patch: { mass_modifier } })}
      />
      <p class="muted control-note" data-testid="mass-moves">
        {massMoves}
      </p>
      <Slider
        label={t("goal.volume_override")}
        value={volumeOverride}
        {...RANGES.volume_override}
        step={0.01}
        shown={volumeOverrideText}
        term="volume_override"
        testId="volume_override"
        disabled={!movable.value}
        onInput={(volume_override) => change({ page: 1, patch: { volume_override } })}
      />
      <HorizonChoice />
      <StartLine view={view} />
    </Section>
  );
}

function Kind() {
  return (
    <p class="node-type" data-testid="node-type">
      <span class="muted">
        <Term term="node_type" />
      </span>{" "}
      {nodeTypeName(readings.live.value.node_type)}
      {driftKind.value && (
        <span class="drift">
          {" "}
          → {nodeTypeName(driftKind.value)} ({t("effect.drift")})
        </span>
      )}
      {simKind.value && (
        <span class="sim-text">
          {" "}
          → {nodeTypeName(simKind.value)} ({t("mode.sim")})
        </span>
      )}
    </p>
  );
}

const LEGEND = [
  ["glow", "density"],
  ["pulse", "stability"],
  ["surface", "sigma"],
  ["ring", "volume"],
  ["inwards", "E"],
  ["outwards", "leak"],
] as const;

/** Which part of the picture is which quantity. */
function Legend() {
  return (
    <dl class="legend" aria-label={t("stage.key")}>
      {LEGEND.map(([part, name]) => (
        <div key={part}>
          <dt>{t(`stage.${part}`)}</dt>
          <dd>{nameOf(name)}</dd>
        </div>
      ))}
    </dl>
  );
}

// Outside the component, so that it survives a change of page.
const settles = signal(false);

/** The start of the day that the goal ends, or null without a date or after it. */
function dueOf(view: GoalView): DayMark | null {
  const due = view.context.goal?.due;
  const start = due ? startOf(due) : null;
  if (!due || start === null || start < Date.now()) return null;
  return { hours: (start - Date.now()) / HOUR_MS, day: day(due) };
}

function Course({ view }: { view: GoalView }) {
  const horizon = t(`horizon.${horizonShown.value}`);
  return (
    <Section title={t("goal.trajectory", { horizon })} class="area-trajectory">
      <Trajectory of={forecasts} due={dueOf(view)} />
      <div class="row">
        <CompareButton testId="whatif-open" />
        <button
          type="button"
          class="button quiet"
          aria-expanded={settles.value}
          aria-controls="settle"
          disabled={!ready.value}
          data-testid="settle-open"
          onClick={() => {
            settles.value = !settles.value;
          }}
        >
          {t(settles.value ? "effect.settleHide" : "effect.settle")}
        </button>
      </div>
      {settles.value && <Late load={settle} />}
    </Section>
  );
}

const settle = () => import("./Settle").then((module) => module.Settle);
const goalThenNow = () => import("../then/GoalThenNow").then((module) => module.GoalThenNow);

export function GoalPage({ view }: { view: GoalView }) {
  const isReady = ready.value;
  const hasHistory = historyReady.value;
  useEffect(
    () => (hasHistory ? whenIdle(() => void readRecent(view.vault, view.commits)) : undefined),
    [hasHistory, view.vault, view.head],
  );
  return (
    <div class="goal-grid">
      <div class="area-words stack">
        <Guide />
        <GoalWords key={view.vault} view={view} />
      </div>
      <section class="area-stage" aria-label={t("goal.core")}>
        <div class="dial-stage">
          <Sphere of={readings} still={still} theme={theme} canPaint={isReady} onStill={setStill} />
          <dl class="quantities dial" aria-label={t("goal.quantities")}>
            {MAIN_QUANTITIES.map((key) => (
              <QuantityCard key={key} name={key} of={readings} recent={recentValues} />
            ))}
          </dl>
          <Kind />
          <Legend />
        </div>
      </section>
      {firstPaintDone.value && (
        <>
          <Controls view={view} />
          <Course view={view} />
          <Section title={t("goal.more")} class="area-more">
            <QuantityTable
              keys={OTHER_QUANTITIES}
              of={readings}
              caption={t("goal.quantities")}
              recent={recentValues}
            />
          </Section>
          <div class="area-then">{hasHistory && <Late load={goalThenNow} />}</div>
        </>
      )}
    </div>
  );
}
