import "./CommitBar.css";
import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { language } from "../../i18n/language";
import { namedEffects } from "../../model/effects";
import { LABEL_LENGTH_MAX, NOTE_LENGTH_MAX } from "../../model/engine";
import { type Change, changesBetween, MAIN_QUANTITIES } from "../../model/quantities";
import {
  announce,
  announceProblem,
  type GoalView,
  notice,
  ready,
  uncomputed,
} from "../../state/app";
import { draftProblem } from "../../state/draft";
import { useReleased } from "../../state/press";
import { effects, reach, readings, simulating } from "../../state/readings";
import { discardDraft } from "../../state/steps";
import { setTyped, typedText } from "../../state/typed";
import { Field } from "../../ui/Fields";
import { refocus } from "../../ui/focus";
import { Icon } from "../../ui/Icon";
import { NoticeLine } from "../../ui/NoticeLine";
import { ProblemText } from "../../ui/ProblemText";
import { ChangesTable, Effect, listOf, nameOf } from "../../ui/Quantities";
import { useAtRest } from "../../ui/use-following";
import { Refusals } from "../shell/Notices";
import { KeepWhatIf } from "../whatif/Keep";
import { commitDraft, committing, expanded, gateCode, gateText } from "./commit-draft";
import { Standing } from "./Standing";
import { Repeat, StartChoice, startText } from "./Start";
import { Steps } from "./Steps";

const NOTHING: readonly Change[] = [];
const changes = computed(() => {
  const { live, sim } = readings;
  return sim.value ? changesBetween(live.value, sim.value) : NOTHING;
});
/** The changed quantities, joined into one string, so that equal lists are equal values under a moving control. */
const changedKeys = computed(() => changes.value.map(({ key }) => key).join(" "));
function keysThatChange(): Change["key"][] {
  return changedKeys.value.split(" ").filter(Boolean) as Change["key"][];
}

const SPOKEN_AFTER_MS = 600;

const reachText = computed(() => {
  switch (reach.value) {
    case "others":
      return t("effect.others", {
        names: MAIN_QUANTITIES.map(nameOf).join(", "),
        list: listOf(effects.value),
      });
    case "views":
    case "nothing":
      return t(`effect.${reach.value}`);
    default:
      return "";
  }
});

/** What a screen reader hears once a control rests: the gate's reason, or the effect by name. */
const spoken = computed(() => {
  if (uncomputed.value) return t("effect.uncomputed");
  if (!simulating.value) return "";
  if (gateCode.value !== null) return gateText.value;
  return reachText.value || t("effect.spoken", { list: listOf(namedEffects(effects.value)) });
});

/** What `spoken` is made of: a sentence is not made for each move of a control. */
const spokenOf = computed(() => [
  uncomputed.value,
  simulating.value,
  gateText.value,
  reach.value,
  effects.value,
  language.value,
]);

function Spoken() {
  const text = useAtRest(spoken, SPOKEN_AFTER_MS, spokenOf);
  return (
    <p class="hidden" role="status" data-testid="commit-effect">
      {text}
    </p>
  );
}

/** The effects on the four main quantities. A draft that reaches none of them says what it reaches. */
function Summary() {
  if (reach.value !== "main") return <p data-testid="commit-reach">{reachText}</p>;
  return (
    <span class="commit-chips">
      {MAIN_QUANTITIES.map((key) => (
        <span key={key} class="chip">
          <span class="chip-name">{nameOf(key)}</span>{" "}
          <span class="delta">
            <Effect of={readings} name={key} />
          </span>
        </span>
      ))}
    </span>
  );
}

function Expanded({ view }: { view: GoalView }) {
  const { vault } = view;
  const keys = keysThatChange();
  return (
    <div class="commit-sheet" id="commit-sheet" data-testid="commit-sheet">
      <div class="commit-scroll">
        {keys.length > 0 && (
          <>
            <ChangesTable keys={keys} of={readings} />
            <p class="muted">{t("effect.driftWhat")}</p>
          </>
        )}
        {view.pending !== null && <p class="muted">{t("goal.pending")}</p>}
      </div>
      <div class="commit-words">
        <Field
          label={t("commit.label")}
          value={typedText(vault, "label") ?? ""}
          maxLength={LABEL_LENGTH_MAX}
          testId="commit-label"
          onInput={(value) => setTyped(vault, "label", value || null)}
        />
        <Field
          label={t("commit.note")}
          value={typedText(vault, "note") ?? ""}
          lines={2}
          maxLength={NOTE_LENGTH_MAX}
          testId="commit-note"
          onInput={(value) => setTyped(vault, "note", value || null)}
        />
        <StartChoice view={view} />
        <KeepWhatIf key={vault} vault={vault} />
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

function stateOf(busy: boolean): "busy" | "uncomputed" | "open" | "durable" {
  if (busy) return "busy";
  if (uncomputed.value) return "uncomputed";
  return simulating.value ? "open" : "durable";
}

function Actions({ view }: { view: GoalView }) {
  const { vault } = view;
  const busy = committing.value;
  const onDiscard = () => {
    discardDraft(vault).then(() => {
      refocus("#draft-undo", "#commit-bar");
      announce(t("commit.discarded"));
    }, announceProblem);
  };
  return (
    <>
      <Steps vault={vault} />
      {simulating.value && (
        <button
          type="button"
          class="button quiet commit-discard"
          aria-label={t("commit.discard")}
          disabled={busy || !ready.value}
          data-testid="commit-discard"
          onClick={onDiscard}
        >
          <Icon name="close" />
          <span>{t("commit.discard")}</span>
        </button>
      )}
      <Repeat view={view} />
      <button
        id="commit-now"
        type="button"
        class="button primary"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        disabled={busy || gateCode.value !== null || !ready.value || uncomputed.value}
        data-testid="commit-button"
        data-state={stateOf(busy)}
        onClick={() => void commitDraft(vault)}
      >
        {busy ? t("commit.busy") : t("commit.button")}
      </button>
    </>
  );
}

/** What a commit would change, why it is blocked, and the commit itself. It also `tells` what happened. */
export function CommitBar({ view, tells }: { view: GoalView; tells: boolean }) {
  const { vault } = view;
  const sim = simulating.value;
  const said = useReleased(notice);
  const closed = gateCode.value !== null;
  const hasText = typedText(vault, "label") !== null || typedText(vault, "note") !== null;
  // A commit would take text that was typed earlier, so the person sees it first.
  useEffect(() => {
    if (hasText) expanded.value = true;
  }, [vault, hasText]);
  return (
    <section
      id="commit-bar"
      tabIndex={-1}
      class={sim ? "commit-bar is-sim" : "commit-bar"}
      aria-label={t("commit.region")}
      data-testid="commit-bar"
    >
      {tells && <Refusals />}
      {expanded.value && <Expanded view={view} />}
      {draftProblem.value && <ProblemText problem={draftProblem.value} testId="draft-problem" />}
      <Spoken />
      <div class="commit-row">
        <Toggle />
        <div class="commit-notice">{tells && <NoticeLine notice={said} />}</div>
        <Standing view={view} tells={tells} />
        <div
          class={sim ? (closed ? "commit-text is-closed" : "commit-text") : "commit-text is-rest"}
          data-testid="commit-summary"
        >
          {sim ? <Summary /> : <span class="muted">{startText(view)}</span>}
          {sim && closed && (
            <p class="gate" data-testid="commit-gate" data-code={gateCode.value}>
              {gateText}
            </p>
          )}
        </div>
        <Actions key={vault} view={view} />
      </div>
    </section>
  );
}
