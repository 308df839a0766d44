import "./GoalWords.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { day } from "../../i18n/format";
import { TITLE_LENGTH_MAX, WHY_LENGTH_MAX } from "../../model/engine";
import { textOf } from "../../model/goal-words";
import { isBlank, shown } from "../../model/text";
import { announceProblem, type GoalView, ready, setWords } from "../../state/app";
import { Field, hasBadDay } from "../../ui/Fields";
import { UserText } from "../../ui/UserText";
import { WordScores } from "./WordScores";

function Editor({ view, onDone }: { view: GoalView; onDone: () => void }) {
  const goal = view.context.goal;
  const [title, setTitle] = useState(goal?.title ?? view.name);
  const [why, setWhy] = useState(goal?.why ?? "");
  const [due, setDue] = useState(goal?.due ?? "");
  const [missing, setMissing] = useState(false);

  const save = async (event: Event) => {
    event.preventDefault();
    setMissing(isBlank(title));
    if (isBlank(title) || hasBadDay(event)) return;
    try {
      // A goal folds as a whole, so this passes on the fields that the form does not edit.
      await setWords({
        goal: { ...goal, title: title.trim(), why: why.trim() || null, due: due || null },
      });
      onDone();
    } catch (error) {
      announceProblem(error);
    }
  };
  return (
    <form class="stack" onSubmit={save} noValidate>
      <h1 class="hidden">{t("goal.edit")}</h1>
      <Field
        label={t("goal.title")}
        value={title}
        maxLength={TITLE_LENGTH_MAX}
        error={missing ? t("first.missing") : null}
        testId="words-title"
        onInput={setTitle}
      />
      <Field
        label={t("goal.why")}
        value={why}
        lines={4}
        maxLength={WHY_LENGTH_MAX}
        testId="words-why"
        onInput={setWhy}
      />
      <Field label={t("goal.due")} type="date" value={due} testId="words-due" onInput={setDue} />
      <WordScores id="words-scores" text={{ title, why, due }} writing />
      <div class="row">
        <button type="submit" class="button primary" data-testid="words-save">
          {t("app.save")}
        </button>
        <button type="button" class="button" data-testid="words-cancel" onClick={onDone}>
          {t("app.cancel")}
        </button>
      </div>
    </form>
  );
}

/** The goal in the person's own words. */
export function GoalWords({ view }: { view: GoalView }) {
  const [editing, setEditing] = useState(false);
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
          </div>
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
