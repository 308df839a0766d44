import "./AnotherPast.css";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { count, dateTime } from "../../i18n/format";
import { isChanged } from "../../model/another-past";
import {
  anotherProblem,
  change,
  changed,
  closeAnotherPast,
  courses,
  openAnotherPast,
  replayPast,
  resetEdits,
} from "../../state/another-past";
import { type GoalView, progress, ready } from "../../state/app";
import { past } from "../../state/past";
import { ProblemText } from "../../ui/ProblemText";
import { Section } from "../../ui/Section";
import { AnotherControls } from "./AnotherControls";
import { AnotherCourses } from "./AnotherCourses";
import { ANOTHER_ID } from "./AnotherLink";
import { KeepPast } from "./KeepPast";

/** A replay of more commits than this shows how far it is. */
const LONG = 400;

function Start({ view }: { view: GoalView }) {
  const here = past.value;
  const n = count(here?.row.position ?? 0);
  return (
    <>
      <p class="muted">{t("another.about")}</p>
      {here && !here.draft ? (
        <p class="muted">{t("another.noDraft", { n })}</p>
      ) : (
        <p>
          <button
            type="button"
            class="button"
            disabled={!here || !ready.value}
            data-testid="another-open"
            onClick={() => here && openAnotherPast(view.vault, here)}
          >
            {t("another.open", { n })}
          </button>
        </p>
      )}
    </>
  );
}

function Busy() {
  const now = progress.value;
  if (now?.task !== "another_past" || now.total < LONG) return null;
  const text = t("another.busy", { done: count(now.done), total: count(now.total) });
  return (
    <p class="row">
      <progress value={now.done} max={now.total} aria-label={text} />
      <span class="muted">{text}</span>
    </p>
  );
}

function Open({ view }: { view: GoalView }) {
  const now = changed.value;
  const { head } = view;
  // A new head has more commits to replay.
  useEffect(() => {
    if (courses.peek() && courses.peek()?.head !== head) replayPast();
  }, [head]);
  if (!now) return null;
  const isOther = change.value !== null && isChanged(change.value);
  return (
    <div class="another">
      <p class="another-of">
        <span class="badge sim-badge">{t("mode.sim")}</span>{" "}
        {t("another.of", { n: count(now.row.position), when: dateTime(now.row.t_ms) })}
      </p>
      <div class="another-grid">
        <AnotherControls of={now.draft} edits={now.edits} />
        <div class="stack">
          {anotherProblem.value ? (
            <ProblemText problem={anotherProblem.value} testId="another-problem" />
          ) : (
            courses.value && <AnotherCourses of={courses.value} isOther={isOther} />
          )}
          <Busy />
        </div>
      </div>
      <KeepPast vault={view.vault} row={now.row} />
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={!isOther}
          data-testid="another-reset"
          onClick={resetEdits}
        >
          {t("another.reset")}
        </button>
        <button type="button" class="button" data-testid="another-close" onClick={closeAnotherPast}>
          {t("another.close")}
        </button>
      </div>
    </div>
  );
}

/** Another past of the open goal: what one changed commit would have led to. */
export function AnotherPast({ view }: { view: GoalView }) {
  const isOpen = changed.value?.vault === view.vault;
  const place = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current !== isOpen) {
      // The button that was pressed is gone, or far above.
      place.current?.focus({ preventScroll: true });
      if (isOpen) place.current?.scrollIntoView({ block: "start" });
    }
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div ref={place} id={ANOTHER_ID} class="history-another" tabIndex={-1}>
      <Section title={t("another.title")}>
        {isOpen ? <Open view={view} /> : <Start view={view} />}
      </Section>
    </div>
  );
}
