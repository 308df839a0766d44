import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { VaultSummary } from "../../model/engine";
import { writesDecimalComma } from "../../platform/region";
import { announce, ready, vaults, view } from "../../state/app";
import { exportCsv, exportJson } from "../../state/data";
import { Choice } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { Buttons, FileWaits, GoalChoice, hasHistory } from "./Parts";

const CSV_FORMS = ["point", "comma"] as const;
type CsvForm = (typeof CSV_FORMS)[number];

export function ExportPanel() {
  const [chosen, setChosen] = useState<string | null>(null);
  const [form, setForm] = useState<CsvForm>(writesDecimalComma() ? "comma" : "point");
  const { busy, problem, run } = useWork();
  const goals = vaults.value.filter((goal) => goal.commits > 0);
  const wanted = chosen ?? view.value?.vault;
  const goal = goals.find((it) => it.vault === wanted) ?? goals[0];
  if (!goal) return null;
  const closed = busy || !ready.value || !hasHistory(goal.vault);
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
      <Choice
        legend={t("data.csvForm")}
        value={form}
        options={CSV_FORMS.map((value) => ({ value, label: t(`data.csvForms.${value}`) }))}
        testId="export-form"
        onChoose={setForm}
      />
      <Buttons>
        <button
          type="button"
          class="button"
          disabled={closed}
          data-testid="export-json"
          onClick={save(exportJson)}
        >
          {t("data.json")}
        </button>
        <button
          type="button"
          class="button"
          disabled={closed}
          data-testid="export-csv"
          onClick={save((it) => exportCsv(it, form === "comma"))}
        >
          {t("data.csv")}
        </button>
      </Buttons>
      <FileWaits vault={goal.vault} />
      <Refusal problem={problem} testId="export-problem" />
    </Section>
  );
}
