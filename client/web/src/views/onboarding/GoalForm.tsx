import "./GoalForm.css";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { TITLE_LENGTH_MAX, WHY_LENGTH_MAX } from "../../model/engine";
import { isBlank } from "../../model/text";
import { announceProblem, createVault, ready } from "../../state/app";
import { asked, firstVisit, takeAsked, whenStarted } from "../../state/first-visit";
import {
  askedForGoal,
  type FirstWords,
  formWords,
  isFormFilled,
  openWaiting,
  setFormWord,
  waitingWords,
} from "../../state/first-words";
import { forgetTyped } from "../../state/typed";
import { Field, hasBadDay } from "../../ui/Fields";
import { UserText } from "../../ui/UserText";
import { WordScores } from "../goal/WordScores";
import { beginAtTop } from "./begin";

function Optional({ why, due }: FirstWords) {
  const filled = why !== "" || due !== "";
  const [open, setOpen] = useState(filled);
  // A text that comes into the form later is seen as well.
  useEffect(() => {
    if (filled) setOpen(true);
  }, [filled]);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="goal-form-more">{t("first.more")}</summary>
      <div class="stack">
        <Field
          label={t("first.why")}
          value={why}
          lines={3}
          maxLength={WHY_LENGTH_MAX}
          testId="goal-form-why"
          onInput={(text) => setFormWord("why", text)}
        />
        <Field
          label={t("first.due")}
          type="date"
          value={due}
          testId="goal-form-due"
          onInput={(text) => setFormWord("due", text)}
        />
      </div>
    </details>
  );
}

/** Texts that wait for the form: shared by other apps, or put aside for one of those. */
function Waiting() {
  const waiting = waitingWords();
  if (waiting.length === 0) return null;
  return (
    <section class="stack goal-form-waiting" aria-label={t("first.waiting")}>
      <p class="muted">{t("first.waiting")}</p>
      <ul>
        {waiting.map((it) => (
          <li key={it.id}>
            <button
              type="button"
              class="button quiet"
              data-testid="goal-form-waiting"
              onClick={() => openWaiting(it)}
            >
              <UserText of={it.words.title || it.words.why} or={t("vault.untitled")} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An empty form takes the text that has waited longest. */
function takeOldest(): void {
  const [oldest] = waitingWords();
  if (oldest && !isFormFilled()) openWaiting(oldest);
}

/** Makes the goal of what is in the form now. The engine may have come long after the button was pressed. */
async function createWritten(): Promise<void> {
  const { title, why, due } = formWords();
  if (isBlank(title)) return;
  await createVault({ title, ...(why ? { why } : {}), ...(due ? { due } : {}) });
  forgetTyped(null, { "goal.title": title, "goal.why": why, "goal.due": due });
  askedForGoal.value = false;
}

/** The form of a new goal. Only the title is required. What is typed stays on the device until the goal exists. */
export function GoalForm({ onDone }: { onDone?: () => void }) {
  const words = formWords();
  const { title } = words;
  const [missing, setMissing] = useState(false);
  const busy = asked.value === "goal";

  useEffect(takeOldest, []);
  const finish = () => {
    onDone?.();
    beginAtTop();
  };
  const create = () => whenStarted("goal", createWritten).then(finish, announceProblem);
  // A reload before the engine had started.
  useEffect(() => {
    if (takeAsked("goal")) void create();
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(isBlank(title));
    if (isBlank(title) || asked.value !== "" || hasBadDay(event)) return;
    void create();
  };
  return (
    <form class="stack" onSubmit={submit} noValidate data-testid="goal-form">
      <Field
        label={t("first.label")}
        value={title}
        maxLength={TITLE_LENGTH_MAX}
        placeholder={t("first.placeholder")}
        error={missing && isBlank(title) ? t("first.missing") : null}
        required
        testId="goal-form-title"
        onInput={(text) => setFormWord("title", text)}
      />
      <Optional {...words} />
      {!isBlank(title) && <WordScores id="goal-form-scores" text={words} writing />}
      <button
        type="submit"
        class="button primary"
        disabled={busy || !(ready.value || firstVisit.value)}
        data-testid="goal-form-submit"
      >
        {t("first.start")}
      </button>
      {busy && !ready.value && (
        <p role="status" data-testid="first-waiting">
          {t("start.goalWaits")}
        </p>
      )}
      <Waiting />
    </form>
  );
}
