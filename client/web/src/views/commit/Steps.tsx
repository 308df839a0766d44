import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { type DraftChange, draftChange } from "../../model/draft-changes";
import { announce, announceProblem, ready } from "../../state/app";
import { canRedo, canUndo, redoDraft, undoDraft } from "../../state/steps";
import { Icon } from "../../ui/Icon";
import { commandOf, isFor } from "../../ui/keys";
import { commitDraft } from "./commit-draft";

function nameOf(change: DraftChange): string {
  switch (change) {
    case "mass_modifier":
    case "volume_override":
    case "horizon_override":
      return t(`goal.${change}`);
    default:
      return t(`drafting.${change}`);
  }
}

async function undo(vault: string): Promise<void> {
  if (!canUndo.peek() || !ready.peek()) return;
  try {
    const { before, after } = await undoDraft(vault);
    const change = draftChange(after, before);
    if (change) announce(t("drafting.undone", { what: nameOf(change) }));
  } catch (error) {
    announceProblem(error);
  }
}

async function redo(vault: string): Promise<void> {
  if (!canRedo.peek() || !ready.peek()) return;
  try {
    const { before, after } = await redoDraft(vault);
    const change = draftChange(before, after);
    if (change) announce(t("drafting.redone", { what: nameOf(change) }));
  } catch (error) {
    announceProblem(error);
  }
}

const RUN = { commit: commitDraft, undo, redo };

/** The keys of the draft. They are those of the page, not of a text or a dialog. */
function useDraftKeys(vault: string): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (!command || !isFor(command, event.target)) return;
      event.preventDefault();
      // An input method writes its last syllable into the field first.
      if (event.isComposing && event.target instanceof HTMLElement) event.target.blur();
      void RUN[command](vault);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [vault]);
}

interface StepProps {
  name: "undo" | "redo";
  can: boolean;
  keys: string;
  onPress: () => void;
}

/** A step that cannot be taken keeps its place and the focus. */
function Step({ name, can, keys, onPress }: StepProps) {
  return (
    <button
      id={`draft-${name}`}
      type="button"
      class="icon-button"
      aria-label={t(`drafting.${name}`)}
      title={t(`drafting.${name}`)}
      aria-keyshortcuts={keys}
      aria-disabled={!can}
      data-testid={`commit-${name}`}
      onClick={onPress}
    >
      <Icon name={name} />
    </button>
  );
}

/** Undo and redo of the draft of all three pages. */
export function Steps({ vault }: { vault: string }) {
  useDraftKeys(vault);
  const [back, forth] = [ready.value && canUndo.value, ready.value && canRedo.value];
  if (!back && !forth) return null;
  return (
    <span class="commit-steps">
      <Step name="undo" can={back} keys="Control+Z Meta+Z" onPress={() => void undo(vault)} />
      <Step
        name="redo"
        can={forth}
        keys="Control+Shift+Z Meta+Shift+Z"
        onPress={() => void redo(vault)}
      />
    </span>
  );
}
