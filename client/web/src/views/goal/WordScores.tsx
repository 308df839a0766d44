import "./WordScores.css";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { GOAL_FIELDS, type GoalField, type Score, type ScoreName } from "../../model/engine";
import type { GoalText } from "../../model/goal-words";
import { useScores } from "../../state/use-scores";
import { MarkedText } from "./MarkedText";

/** Delays while a person writes, and for a text at rest: after the first actions of a start. */
const WRITING_MS = 120;
const STANDING_MS = 2_500;

const wordsOf = (score: Score, field: GoalField) =>
  score.words.filter((word) => word.field === field);

/** The value as an arc. */
function Arc({ value }: { value: number }) {
  return (
    <svg class="word-arc" viewBox="0 0 48 26" aria-hidden="true">
      <path class="arc-track" d="M4,24A20,20 0 0 1 44,24" pathLength="4" />
      {value > 0 && (
        <path
          class="arc-value"
          d="M4,24A20,20 0 0 1 44,24"
          pathLength="4"
          stroke-dasharray={`${value * 4} 8`}
        />
      )}
    </svg>
  );
}

function Reveal({ score, text, id }: { score: Score; text: GoalText; id: string }) {
  const name = t(`wordScores.${score.name}`);
  const fields = GOAL_FIELDS.filter((field) => wordsOf(score, field).length > 0);
  return (
    <section
      id={id}
      class="word-reveal"
      aria-label={t("wordScores.words", { name })}
      aria-live="polite"
      data-testid="word-reveal"
    >
      {fields.length === 0 && <p class="muted">{t("wordScores.none")}</p>}
      {fields.map((field) => (
        <p key={field}>
          <span class="muted">{t(`goal.${field}`)}</span>{" "}
          <MarkedText text={text[field]} words={wordsOf(score, field)} />
        </p>
      ))}
    </section>
  );
}

interface Props {
  text: GoalText;
  id: "goal-scores" | "words-scores" | "goal-form-scores";
  /** The person is writing, so the numbers follow closely. */
  writing?: boolean;
}

/** Six gauges of a goal text. Each shows the text with its words marked. */
export function WordScores({ text, id, writing = false }: Props) {
  const [open, setOpen] = useState<ScoreName | null>(null);
  const scores = useScores(text, writing ? WRITING_MS : STANDING_MS).value;
  const chosen = scores?.find((score) => score.name === open);
  const reveal = `${id}-words`;
  return (
    <section class="word-scores" aria-labelledby={`${id}-title`} data-testid={id}>
      <p class="word-title" id={`${id}-title`}>
        {t("wordScores.heading")}
      </p>
      <div class="word-gauges" aria-busy={scores === null}>
        {scores?.map(({ name, value, words }) => (
          <button
            key={name}
            type="button"
            class="word-gauge"
            aria-expanded={open === name}
            aria-controls={reveal}
            data-testid={`${id}-${name}`}
            data-value={value}
            onClick={() => setOpen(open === name ? null : name)}
          >
            <Arc value={value} />
            <span class="word-number" aria-hidden="true">
              {words.length}
            </span>
            <span class="word-name">{t(`wordScores.${name}`)}</span>
            <span class="hidden">{t("wordScores.holds", { count: words.length })}</span>
          </button>
        ))}
      </div>
      {chosen && <Reveal score={chosen} text={text} id={reveal} />}
      <p class="field-hint">{t("wordScores.about")}</p>
    </section>
  );
}
