import "./ArchivePanel.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { dateTime } from "../../i18n/format";
import { PASSWORD_LENGTH_MIN, type VaultSummary } from "../../model/engine";
import { announce, ready, vaults } from "../../state/app";
import { exportArchive, status } from "../../state/data";
import { useUnkept } from "../../state/unsaved";
import { Check, Field } from "../../ui/Fields";
import { goalName } from "../../ui/goal-name";
import { Refusal } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { useWork } from "../../ui/use-work";
import { FileWaits, hasHistory } from "./Parts";

function Standing({ goal }: { goal: VaultSummary }) {
  if (!hasHistory(goal.vault)) return <FileWaits vault={goal.vault} />;
  const backup = status.value?.backups.find((it) => it.vault === goal.vault);
  if (!backup) return null;
  const { archived_ms: when, only_here: count } = backup;
  return (
    <p class="field-hint" data-testid={`archive-standing-${goal.vault}`}>
      {when === null ? t("data.noArchive") : t("data.lastArchive", { when: dateTime(when) })}
      {count > 0 && ` · ${t("data.onlyHere", { count })}`}
    </p>
  );
}

interface GoalsProps {
  goals: readonly VaultSummary[];
  left: ReadonlySet<string>;
  onLeave: (left: ReadonlySet<string>) => void;
}

function ArchiveGoals({ goals, left, onLeave }: GoalsProps) {
  const toggle = (vault: string, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(vault);
    else next.add(vault);
    onLeave(next);
  };
  return (
    <fieldset class="plain-set">
      <legend>{t("data.archiveGoals")}</legend>
      {goals.map((goal) => (
        <div key={goal.vault}>
          <Check
            label={goalName(goal)}
            checked={hasHistory(goal.vault) && !left.has(goal.vault)}
            disabled={!hasHistory(goal.vault)}
            testId={`archive-goal-${goal.vault}`}
            onChange={(on) => toggle(goal.vault, on)}
          />
          <Standing goal={goal} />
        </div>
      ))}
    </fieldset>
  );
}

interface Phrase {
  first: string;
  again: string;
  /** The person has asked for the file. From then on the form shows what is wrong. */
  asked: boolean;
}
const NO_PHRASE: Phrase = { first: "", again: "", asked: false };

const isShort = ({ first }: Phrase) => first.length < PASSWORD_LENGTH_MIN;

function Passphrase({ phrase, onChange }: { phrase: Phrase; onChange: (next: Phrase) => void }) {
  const rule = t("data.passphraseRule", { n: PASSWORD_LENGTH_MIN });
  useUnkept(phrase.first !== "" || phrase.again !== "");
  const differs = phrase.asked && !isShort(phrase) && phrase.again !== phrase.first;
  return (
    <>
      <Field
        label={t("data.passphrase")}
        type="password"
        value={phrase.first}
        autocomplete="new-password"
        hint={rule}
        error={phrase.asked && isShort(phrase) ? rule : null}
        testId="archive-passphrase"
        onInput={(first) => onChange({ ...phrase, first })}
      />
      <Field
        label={t("data.passphraseAgain")}
        type="password"
        value={phrase.again}
        autocomplete="new-password"
        error={differs ? t("data.passphraseDiffers") : null}
        testId="archive-again"
        onInput={(again) => onChange({ ...phrase, again })}
      />
    </>
  );
}

export function ArchivePanel() {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [phrase, setPhrase] = useState(NO_PHRASE);
  const { busy, problem, run } = useWork();
  const goals = vaults.value.filter((goal) => goal.commits > 0 && !goal.demo);
  const chosen = goals.filter(({ vault }) => hasHistory(vault) && !left.has(vault));
  if (goals.length === 0) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    setPhrase({ ...phrase, asked: true });
    if (isShort(phrase) || phrase.again !== phrase.first || chosen.length === 0) return;
    void run(async () => {
      await exportArchive(chosen, phrase.first);
      setPhrase(NO_PHRASE);
      announce(t("data.saved"));
    });
  };
  return (
    <Section title={t("data.archive")}>
      <p>{t("data.archiveBody")}</p>
      <form class="stack" onSubmit={submit} noValidate data-testid="archive-form">
        <ArchiveGoals goals={goals} left={left} onLeave={setLeft} />
        <Passphrase phrase={phrase} onChange={setPhrase} />
        <Refusal problem={problem} testId="archive-problem" />
        <button
          type="submit"
          class="button primary"
          disabled={busy || !ready.value || chosen.length === 0}
          data-testid="archive-save"
        >
          {busy ? t("data.busy") : t("data.saveArchive")}
        </button>
      </form>
    </Section>
  );
}
