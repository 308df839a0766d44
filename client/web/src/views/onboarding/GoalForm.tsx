import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { TITLE_LENGTH_MAX, WHY_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { announceProblem, createVault, ready } from "../../state/app";
import { firstWords } from "../../state/first-words";
import { Field, hasBadDay } from "../../ui/Fields";
import { WordScores } from "../goal/WordScores";

interface OptionalProps {
  why: string;
  due: string;
  onWhy: (why: string) => void;
  onDue: (due: string) => void;
}

function Optional({ why, due, onWhy, onDue }: OptionalProps) {
  const [open] = useState(why !== "");
  return (
    <details open={open}>
      <summary data-testid="goal-form-more">{t("first.more")}</summary>
      <div class="stack">
        <Field
          label={t("first.why")}
          value={why}
          lines={3}
          maxLength={WHY_LENGTH_MAX}
          testId="goal-form-why"
          onInput={onWhy}
        />
        <Field
          label={t("first.due")}
          type="date"
          value={due}
          testId="goal-form-due"
          onInput={onDue}
        />
      </div>
    </details>
  );
}

/** The form of a new goal. Only the title is required. */
export function GoalForm({ onDone }: { onDone?: () => void }) {
  const [title, setTitle] = useState(firstWords.value?.title ?? "");
  const [why, setWhy] = useState(firstWords.value?.why ?? "");
  const [due, setDue] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const text = title.trim();
    setMissing(isBlank(text));
    if (isBlank(text) || busy || hasBadDay(event)) return;
    setBusy(true);
    try {
      await createVault({
        title: text,
        ...(why.trim() ? { why: why.trim() } : {}),
        ...(due ? { due } : {}),
      });
      firstWords.value = null;
      onDone?.();
    } catch (error) {
      announceProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate data-testid="goal-form">
      <Field
        label={t("first.label")}
        value={title}
        maxLength={TITLE_LENGTH_MAX}
        placeholder={t("first.placeholder")}
        error={missing ? t("first.missing") : null}
        required
        testId="goal-form-title"
        onInput={setTitle}
      />
      <Optional why={why} due={due} onWhy={setWhy} onDue={setDue} />
      {!isBlank(title) && <WordScores id="goal-form-scores" text={{ title, why, due }} writing />}
      <button
        type="submit"
        class="button primary"
        disabled={busy || !ready.value}
        data-testid="goal-form-submit"
      >
        {t("first.start")}
      </button>
    </form>
  );
}
