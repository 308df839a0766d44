import { t } from "../../i18n";
import { delta, quantity } from "../../i18n/format";
import { change, draft, ready } from "../../state/app";
import { HORIZONS, type VaultView } from "../../state/model";
import { MAIN, OTHERS, quantitiesOf } from "../../state/quantities";
import { Core } from "../../ui/Core";
import { Choice, Section, Slider } from "../../ui/fields";
import { nodeTypeName, QuantityCard, QuantityTable } from "../../ui/quantities";
import { Trajectory } from "../../ui/Trajectory";
import { Guide } from "../onboarding/Guide";
import { GoalWords } from "./GoalWords";

function Controls() {
  const page1 = draft.value?.page1;
  if (!page1) return null;
  return (
    <Section title={t("goal.controls")} class="area-controls">
      <Slider
        label={t("goal.mass_modifier")}
        value={page1.mass_modifier}
        min={-0.5}
        max={0.5}
        step={0.01}
        shown={delta(page1.mass_modifier)}
        testId="mass_modifier"
        disabled={!ready.value}
        onInput={(mass_modifier) => change({ page: 1, patch: { mass_modifier } })}
      />
      <Slider
        label={t("goal.volume_override")}
        value={page1.volume_override}
        min={0.3}
        max={0.9}
        step={0.01}
        shown={quantity(page1.volume_override)}
        testId="volume_override"
        disabled={!ready.value}
        onInput={(volume_override) => change({ page: 1, patch: { volume_override } })}
      />
      <Choice
        legend={t("goal.horizon_override")}
        value={page1.horizon_override}
        options={HORIZONS.map((value) => ({ value, label: t(`horizon.${value}`) }))}
        testId="horizon_override"
        disabled={!ready.value}
        onChoose={(horizon_override) => change({ page: 1, patch: { horizon_override } })}
      />
    </Section>
  );
}

export function GoalPage({ view }: { view: VaultView }) {
  const live = quantitiesOf(view.live);
  const sim = view.sim ? quantitiesOf(view.sim) : null;
  return (
    <div class="goal-grid">
      <div class="area-words stack">
        <Guide />
        <GoalWords key={view.vault} view={view} />
      </div>
      <Section title={t("goal.core")} class="area-core">
        <Core live={live} sim={sim} />
        <p class="node-type" data-testid="node-type">
          <span class="muted">{t("goal.kind")}</span> {nodeTypeName(live.node_type)}
          {sim && sim.node_type !== live.node_type && (
            <span class="sim-text"> → {nodeTypeName(sim.node_type)}</span>
          )}
        </p>
      </Section>
      <dl class="quantities area-quantities" aria-label={t("goal.quantities")}>
        {MAIN.map((key) => (
          <QuantityCard key={key} name={key} live={live} sim={sim} />
        ))}
      </dl>
      <Controls />
      <Section
        title={t("goal.trajectory", {
          horizon: t(`horizon.${(view.sim ?? view.live).forecast.horizon}`),
        })}
        class="area-trajectory"
      >
        <Trajectory live={view.live.forecast} sim={view.sim?.forecast ?? null} />
      </Section>
      <Section title={t("goal.more")} class="area-more">
        <QuantityTable keys={OTHERS} live={live} sim={sim} caption={t("goal.quantities")} />
      </Section>
    </div>
  );
}
