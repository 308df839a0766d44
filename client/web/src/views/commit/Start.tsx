import { computed } from "@preact/signals";
import { t } from "../../i18n";
import { STARTS } from "../../model/engine";
import {
  announce,
  announceProblem,
  type GoalView,
  preview,
  ready,
  uncomputed,
} from "../../state/app";
import { simulating } from "../../state/readings";
import { canRepeat, repeatLast, setControls } from "../../state/steps";
import { Choice } from "../../ui/Fields";
import { refocus } from "../../ui/focus";

const NAMES = { last: "drafting.startLast", neutral: "drafting.startNeutral" } as const;

/** Where the draft started. It stays while a control moves, so that nothing renders. */
const started = computed(() => preview.value?.start ?? null);

/** Which settings the controls show, and where a draft started or will start. */
export function startText({ controls }: GoalView): string {
  if (uncomputed.value) return t("effect.uncomputed");
  if (simulating.value) {
    if (started.value === null) return t("drafting.loaded");
    return t(started.value === "last" ? "drafting.fromLast" : "drafting.fromNeutral");
  }
  if (!canRepeat.value) return t("drafting.restNone");
  return t(controls.start === "last" ? "drafting.restLast" : "drafting.restNeutral");
}

/** Tells on a page what its controls show. */
export function StartLine({ view }: { view: GoalView }) {
  return (
    <p class="muted" data-testid="draft-from">
      {startText(view)}
    </p>
  );
}

/** Where a new draft starts, by choice of the person for this goal. */
export function StartChoice({ view }: { view: GoalView }) {
  const { vault, controls } = view;
  return (
    <Choice
      legend={t("drafting.start")}
      value={controls.start}
      options={STARTS.map((value) => ({ value, label: t(NAMES[value]) }))}
      testId="draft-start"
      disabled={!ready.value}
      onChoose={(start) => void setControls({ vault, start }).catch(announceProblem)}
    />
  );
}

/** Drafts the settings of the last commit once more. The preview shows, and the commit is one press away. */
export function Repeat({ view }: { view: GoalView }) {
  if (!canRepeat.value || simulating.value || uncomputed.value) return null;
  const repeat = async () => {
    try {
      await repeatLast(view.vault, view.last);
      refocus("#commit-now", "#commit-bar");
      announce(t("drafting.repeated"));
    } catch (error) {
      announceProblem(error);
    }
  };
  return (
    <button
      type="button"
      class="button commit-repeat"
      disabled={!ready.value}
      data-testid="commit-repeat"
      onClick={() => void repeat()}
    >
      {t("drafting.repeat")}
    </button>
  );
}
