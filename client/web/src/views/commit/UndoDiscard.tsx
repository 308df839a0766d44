import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { announce, announceProblem, ready } from "../../state/app";
import { discarded, undoDiscard } from "../../state/discard";
import { letterOf } from "../../ui/keys";

/** These undo what was typed into them. */
const TEXT_FIELDS = "textarea, input:not([type=range], [type=radio], [type=checkbox])";

function isUndo(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey, target } = event;
  if (!(ctrlKey || metaKey) || shiftKey || altKey || letterOf(event) !== "z") return false;
  return !(target instanceof Element && target.closest(`${TEXT_FIELDS}, dialog`));
}

async function restore(): Promise<void> {
  const found = discarded.peek();
  if (!found) return;
  try {
    await undoDiscard(found);
    document.getElementById("commit-bar")?.focus();
    announce(t("commit.restored"));
  } catch (error) {
    announceProblem(error);
  }
}

/** Brings the discarded draft back, by a press or by Ctrl+Z. It stands where the button was that discarded it. */
export function UndoDiscard() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that discarded is gone, and the focus with it.
    if (document.activeElement === document.body) button.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (!isUndo(event)) return;
      event.preventDefault();
      void restore();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <button
      ref={button}
      type="button"
      class="button quiet"
      aria-keyshortcuts="Control+Z Meta+Z"
      disabled={!ready.value}
      data-testid="commit-undo"
      onClick={() => void restore()}
    >
      {t("commit.undoDiscard")}
    </button>
  );
}
