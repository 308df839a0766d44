import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { VaultSummary } from "../../model/engine";
import { announce, ready, vaults, view } from "../../state/app";
import { exportCsv, exportJson } from "../../state/data";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { Buttons, GoalChoice } from "./Parts";

export function ExportPanel() {
  const [chosen, setChosen] = useState<string | null>(null);
  const { busy, problem, run } = useWork();
  const goals = vaults.value.filter((goal) => goal.commits > 0);
  const wanted = chosen ?? view.value?.vault;
  const goal = goals.find((it) => it.vault === wanted) ?? goals[0];
  if (!goal) return null;
  const save = (work: (goal: VaultSummary) => Promise<void>) => () =>
    run(async () => {
      await work(goal);
      announce(t("data.saved"));
    });
  return (
    <Section title={t("data.out")}>
      <p>{t("data.outBody")}</p>
      {goals.length > 1 && (
        <GoalChoice goals={goals} value={goal.vault} testId="export-goal" onChoose={setChosen} />
      )}
      <Buttons>
        <button
          type="button"
          class="button"
          disabled={busy || !ready.value}
          data-testid="export-json"
          onClick={save(exportJson)}
        >
          {t("data.json")}
        </button>
        <button
          type="button"
          class="button"
          disabled={busy || !ready.value}
          data-testid="export-csv"
          onClick={save(exportCsv)}
        >
          {t("data.csv")}
        </button>
      </Buttons>
      <Refusal problem={problem} testId="export-problem" />
    </Section>
  );
}
