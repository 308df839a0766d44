import "./CommitBar.css";
import { computed, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { quantity } from "../../i18n/format";
import { LABEL_LENGTH_MAX, NOTE_LENGTH_MAX } from "../../model/engine";
import { type Change, changesBetween, MAIN_QUANTITIES } from "../../model/quantities";
import {
  announce,
  announceProblem,
  commit,
  discardDraft,
  type GoalView,
  preview,
  ready,
} from "../../state/app";
import { draftProblem } from "../../state/draft";
import { readings, simulating } from "../../state/readings";
import { Field } from "../../ui/Fields";
import { Icon } from "../../ui/Icon";
import { ProblemText } from "../../ui/ProblemText";
import { ChangesTable, Difference, nameOf } from "../../ui/Quantities";
import { KeepWhatIf } from "../whatif/Keep";

// Outside the component, so that the text survives a change of page and a refused commit.
const label = signal("");
const note = signal("");
const expanded = signal(false);

const NOTHING: readonly Change[] = [];
const changes = computed(() => {
  const { live, sim } = readings;
  return sim.value ? changesBetween(live.value, sim.value) : NOTHING;
});
const changeCount = computed(() => t("commit.changes", { count: changes.value.length }));
/** The changed quantities, joined into one string, so that equal lists are equal values under a moving control. */
const changedKeys = computed(() => changes.value.map(({ key }) => key).join(" "));
const gateCode = computed(() => preview.value?.gate?.code ?? null);
const gateText = computed(() => {
  const gate = preview.value?.gate;
  if (!gate) return "";
  if (gate.code === "NO_DRAFT") return t("commit.NO_DRAFT");
  return t("commit.SIGMA_ABOVE_LIMIT", {
    value: quantity(gate.value ?? 0),
    limit: quantity(gate.limit ?? 0),
  });
});

function keysThatChange(): Change["key"][] {
  return changedKeys.value.split(" ").filter(Boolean) as Change["key"][];
}

/** The changes of the four main quantities, and the number of the others. */
function Summary() {
  const keys = keysThatChange();
  if (keys.length === 0) return <span>{t("commit.noChange")}</span>;
  return (
    <span class="commit-chips">
      {MAIN_QUANTITIES.filter((key) => keys.includes(key)).map((key) => (
        <span key={key} class="chip">
          {nameOf(key)}{" "}
          <span class="delta">
            <Difference of={readings} name={key} />
          </span>
        </span>
      ))}
      <span class="muted">{changeCount}</span>
    </span>
  );
}

function Expanded({ pending }: { pending: boolean }) {
  const keys = keysThatChange();
  return (
    <div class="commit-sheet" id="commit-sheet" data-testid="commit-sheet">
      <div class="commit-scroll">
        {keys.length > 0 && <ChangesTable keys={keys} of={readings} />}
        {pending && <p class="muted">{t("goal.pending")}</p>}
      </div>
      <div class="commit-words">
        <Field
          label={t("commit.label")}
          value={label.value}
          maxLength={LABEL_LENGTH_MAX}
          testId="commit-label"
          onInput={(value) => {
            label.value = value;
          }}
        />
        <Field
          label={t("commit.note")}
          value={note.value}
          lines={2}
          maxLength={NOTE_LENGTH_MAX}
          testId="commit-note"
          onInput={(value) => {
            note.value = value;
          }}
        />
        <KeepWhatIf />
      </div>
    </div>
  );
}

function Toggle() {
  const open = expanded.value;
  return (
    <button
      type="button"
      class="icon-button commit-toggle"
      aria-expanded={open}
      aria-controls="commit-sheet"
      aria-label={open ? t("commit.hide") : t("commit.show")}
      data-testid="commit-toggle"
      onClick={() => {
        expanded.value = !open;
      }}
    >
      <Icon name="chevron" />
    </button>
  );
}

/** Clears label and note only when the commit is durable. */
async function commitAndTell(): Promise<void> {
  try {
    const answer = await commit(label.value.trim(), note.value.trim());
    label.value = "";
    note.value = "";
    expanded.value = false;
    announce(t("commit.done", { n: changesBetween(answer.before, answer.after).length }));
  } catch (error) {
    announceProblem(error);
  }
}

function Actions() {
  const [busy, setBusy] = useState(false);
  const onCommit = () => {
    setBusy(true);
    void commitAndTell().finally(() => setBusy(false));
  };
  const onDiscard = () => {
    discardDraft().then(() => announce(t("commit.discarded")), announceProblem);
  };
  return (
    <>
      {simulating.value && (
        <button
          type="button"
          class="button quiet commit-discard"
          aria-label={t("commit.discard")}
          disabled={busy || !ready.value}
          data-testid="commit-discard"
          onClick={onDiscard}
        >
          <Icon name="undo" />
          <span>{t("commit.discard")}</span>
        </button>
      )}
      <button
        type="button"
        class="button primary"
        disabled={busy || gateCode.value !== null || !ready.value}
        data-testid="commit-button"
        data-state={busy ? "busy" : simulating.value ? "open" : "durable"}
        onClick={onCommit}
      >
        {busy ? t("commit.busy") : t("commit.button")}
      </button>
    </>
  );
}

/** What a commit would change, why it is blocked, and the commit itself. */
export function CommitBar({ view }: { view: GoalView }) {
  const sim = simulating.value;
  const closed = gateCode.value !== null;
  return (
    <section
      class={sim ? "commit-bar is-sim" : "commit-bar"}
      aria-label={t("commit.region")}
      data-testid="commit-bar"
    >
      {expanded.value && <Expanded pending={view.pending !== null} />}
      {draftProblem.value && <ProblemText problem={draftProblem.value} testId="draft-problem" />}
      <div class="commit-row">
        <Toggle />
        <div
          class={sim && closed ? "commit-text is-closed" : "commit-text"}
          data-testid="commit-summary"
        >
          {sim ? <Summary /> : <span class="muted">{gateText}</span>}
          {sim && closed && (
            <p class="gate" role="status" data-testid="commit-gate" data-code={gateCode.value}>
              {gateText}
            </p>
          )}
        </div>
        <Actions />
      </div>
    </section>
  );
}
