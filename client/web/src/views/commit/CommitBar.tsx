import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { delta, quantity } from "../../i18n/format";
import { announce, announceProblem, commit, discardDraft, ready } from "../../state/app";
import { draftProblem } from "../../state/draft";
import type { Gate, VaultView } from "../../state/model";
import { type Change, changesBetween, MAIN, quantitiesOf } from "../../state/quantities";
import { Field } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { ProblemText } from "../../ui/ProblemText";
import { ChangesTable, nameOf } from "../../ui/quantities";
import { TEXT_MAX } from "../onboarding/GoalForm";

const LABEL_MAX = 200;

// Outside the component: leaving the page and a commit that is refused keep what was typed.
const label = signal("");
const note = signal("");
const expanded = signal(false);

function gateText(gate: Gate): string | null {
  if (!gate) return null;
  if (gate.code === "NO_DRAFT") return t("commit.NO_DRAFT");
  return t("commit.SIGMA_ABOVE_LIMIT", {
    value: quantity(gate.value ?? 0),
    limit: quantity(gate.limit ?? 0),
  });
}

/** The four main quantities first; the rest is counted. */
function Summary({ changes }: { changes: readonly Change[] }) {
  const main = changes.filter(({ key }) => (MAIN as readonly string[]).includes(key));
  if (changes.length === 0) return <span>{t("commit.noChange")}</span>;
  return (
    <span class="commit-chips">
      {main.map(({ key, before, after }) => (
        <span key={key} class="chip">
          {nameOf(key)}{" "}
          <span class="delta">
            {typeof before === "number" && typeof after === "number" ? delta(after - before) : ""}
          </span>
        </span>
      ))}
      <span class="muted">{t("commit.changes", { count: changes.length })}</span>
    </span>
  );
}

function Expanded({ changes, pending }: { changes: readonly Change[]; pending: boolean }) {
  return (
    <div class="commit-sheet" id="commit-sheet" data-testid="commit-sheet">
      <div class="commit-scroll">
        {changes.length > 0 && <ChangesTable changes={changes} />}
        {pending && <p class="muted">{t("goal.pending")}</p>}
      </div>
      <div class="commit-words">
        <Field
          label={t("commit.label")}
          value={label.value}
          maxLength={LABEL_MAX}
          testId="commit-label"
          onInput={(value) => {
            label.value = value;
          }}
        />
        <Field
          label={t("commit.note")}
          value={note.value}
          lines={2}
          maxLength={TEXT_MAX}
          testId="commit-note"
          onInput={(value) => {
            note.value = value;
          }}
        />
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

function Actions({ view }: { view: VaultView }) {
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
      {view.sim && (
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
        disabled={busy || view.gate !== null || !ready.value}
        data-testid="commit-button"
        data-state={busy ? "busy" : view.sim ? "open" : "durable"}
        onClick={onCommit}
      >
        {busy ? t("commit.busy") : t("commit.button")}
      </button>
    </>
  );
}

/** Always in reach: what a commit would change, why it is closed, and the commit itself. */
export function CommitBar({ view }: { view: VaultView }) {
  const changes = view.sim ? changesBetween(quantitiesOf(view.live), quantitiesOf(view.sim)) : [];
  const gate = gateText(view.gate);
  return (
    <section
      class={view.sim ? "commit-bar is-sim" : "commit-bar"}
      aria-label={t("commit.region")}
      data-testid="commit-bar"
    >
      {expanded.value && <Expanded changes={changes} pending={view.pending !== null} />}
      {draftProblem.value && <ProblemText problem={draftProblem.value} testId="draft-problem" />}
      <div class="commit-row">
        <Toggle />
        <div
          class={view.sim && gate ? "commit-text is-closed" : "commit-text"}
          data-testid="commit-summary"
        >
          {view.sim ? <Summary changes={changes} /> : <span class="muted">{gate}</span>}
          {view.sim && gate && (
            <p class="gate" role="status" data-testid="commit-gate" data-code={view.gate?.code}>
              {gate}
            </p>
          )}
        </div>
        <Actions view={view} />
      </div>
    </section>
  );
}
