import "./GoalWords.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { day } from "../../i18n/format";
import { type GoalWords as Goal, TITLE_LENGTH_MAX, WHY_LENGTH_MAX } from "../../model/engine";
import { type GoalText, textOf } from "../../model/goal-words";
import { isBlank, shown } from "../../model/text";
import { announce, announceProblem, type GoalView, ready, setWords } from "../../state/app";
import { changeTyped, forgetTyped, setTyped, typedText, type WordsField } from "../../state/typed";
import { Field, hasBadDay } from "../../ui/Fields";
import { UserText } from "../../ui/UserText";
import { LookBack } from "./LookBack";
import { WordScores } from "./WordScores";

const FIELDS = ["title", "why", "due"] as const;

/** What the person has typed into the editor of a goal's words and not yet saved. */
function touchedOf(vault: string): Partial<GoalText> {
  const touched: Partial<GoalText> = {};
  for (const field of FIELDS) {
    const text = typedText(vault, field);
    if (text !== null) touched[field] = text;
  }
  return touched;
}

/** What was typed in an editor that the person left by *Cancel*. It stays until it is restored or another one is left. */
function leftOf(vault: string): Partial<GoalText> {
  const left: Partial<GoalText> = {};
  for (const field of FIELDS) {
    const text = typedText(vault, `left.${field}`);
    if (text !== null) left[field] = text;
  }
  return left;
}

/** Puts `touched` aside, and `left` into the editor. */
function swapTyped(vault: string, touched: Partial<GoalText>, left: Partial<GoalText>): void {
  const changes = FIELDS.flatMap((field) => [
    [field, left[field] ?? null],
    [`left.${field}`, touched[field] ?? null],
  ]);
  changeTyped(vault, Object.fromEntries(changes));
}

/** The words to save: only what the person has touched. The rest may change on another device meanwhile. */
function wordsToSave({ title, why, due }: Partial<GoalText>): Partial<Goal> {
  return {
    ...(title === undefined ? {} : { title }),
    ...(why === undefined ? {} : { why: why || null }),
    ...(due === undefined ? {} : { due: due || null }),
  };
}

interface FieldsProps {
  text: GoalText;
  missing: boolean;
  onInput: (field: WordsField, value: string) => void;
}

function Fields({ text, missing, onInput }: FieldsProps) {
  return (
    <>
      <Field
        label={t("goal.title")}
        value={text.title}
        maxLength={TITLE_LENGTH_MAX}
        error={missing ? t("first.missing") : null}
        testId="words-title"
        onInput={(value) => onInput("title", value)}
      />
      <Field
        label={t("goal.why")}
        value={text.why}
        lines={4}
        maxLength={WHY_LENGTH_MAX}
        testId="words-why"
        onInput={(value) => onInput("why", value)}
      />
      <Field
        label={t("goal.due")}
        type="date"
        value={text.due}
        testId="words-due"
        onInput={(value) => onInput("due", value)}
      />
    </>
  );
}

function Editor({ view, onDone }: { view: GoalView; onDone: () => void }) {
  const { vault } = view;
  const touched = touchedOf(vault);
  const text = { ...textOf(view.context.goal, view.name), ...touched };
  const [missing, setMissing] = useState(false);

  const save = async (event: Event) => {
    event.preventDefault();
    setMissing(isBlank(text.title));
    if (isBlank(text.title) || hasBadDay(event)) return;
    try {
      if (Object.keys(touched).length > 0) await setWords(vault, { goal: wordsToSave(touched) });
      forgetTyped(vault, touched);
      onDone();
    } catch (error) {
      announceProblem(error);
    }
  };
  const cancel = () => {
    if (Object.keys(touched).length > 0) {
      swapTyped(vault, touched, {});
      announce(t("goal.left"));
    }
    onDone();
  };
  return (
    <form class="stack" onSubmit={save} noValidate>
      <h1 class="hidden">{t("goal.edit")}</h1>
      <Fields
        text={text}
        missing={missing && isBlank(text.title)}
        onInput={(field, value) => setTyped(vault, field, value)}
      />
      <WordScores id="words-scores" text={text} writing />
      <div class="row">
        <button type="submit" class="button primary" data-testid="words-save">
          {t("app.save")}
        </button>
        <button type="button" class="button" data-testid="words-cancel" onClick={cancel}>
          {t("app.cancel")}
        </button>
      </div>
    </form>
  );
}

/** Opens the editor again with what was typed in it before *Cancel*. */
function Restore({ vault }: { vault: string }) {
  const left = leftOf(vault);
  if (Object.keys(left).length === 0) return null;
  return (
    <button
      type="button"
      class="button quiet"
      data-testid="words-restore"
      onClick={() => swapTyped(vault, {}, left)}
    >
      {t("goal.restore")}
    </button>
  );
}

/** The goal in the person's own words. */
export function GoalWords({ view }: { view: GoalView }) {
  const [opened, setEditing] = useState(false);
  const editing = opened || Object.keys(touchedOf(view.vault)).length > 0;
  const goal = view.context.goal;
  return (
    <section class="words" aria-label={t("goal.words")}>
      {editing ? (
        <Editor view={view} onDone={() => setEditing(false)} />
      ) : (
        <>
          <h1 data-testid="goal-title">
            <UserText of={shown(goal?.title) || view.name} or={t("vault.untitled")} />
          </h1>
          {goal?.why && (
            <p class="lead" data-testid="goal-why">
              <UserText of={goal.why} />
            </p>
          )}
          <div class="row words-row">
            {goal?.due && (
              <span class="muted" data-testid="goal-due">
                {t("goal.dueOn", { day: day(goal.due) })}
              </span>
            )}
            <button
              type="button"
              class="button quiet"
              disabled={!ready.value}
              data-testid="words-edit"
              onClick={() => setEditing(true)}
            >
              {t("goal.edit")}
            </button>
            <Restore vault={view.vault} />
          </div>
          <LookBack view={view} />
          <WordScores id="goal-scores" text={textOf(goal, view.name)} />
        </>
      )}
      {view.pending && (
        <p class="muted" data-testid="words-pending">
          {t("goal.pending")}
        </p>
      )}
    </section>
  );
}
