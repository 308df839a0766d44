/** Single-letter shortcuts on every keyboard layout. */

/**
 * The Latin letter of a key, in lower case, or null. The letter on the key counts. A layout without Latin letters (Hangul, Cyrillic)
 * has none there, so the place of the key counts: `code` names it by the letter that it has on a US layout.
 */
export function letterOf(
  event: Pick<KeyboardEvent, "key" | "code" | "isComposing">,
): string | null {
  if (event.isComposing) return null;
  const { key, code } = event;
  if (/^\p{Script=Latin}$/u.test(key)) return /^[a-z]$/i.test(key) ? key.toLowerCase() : null;
  // A named key such as Enter or F1 is no letter. An input method that handles the key calls it "Process".
  const isLetter = /^\p{L}$/u.test(key) || key === "Process" || key === "Unidentified";
  return isLetter ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null) : null;
}

type Keys = Pick<
  KeyboardEvent,
  "key" | "code" | "isComposing" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey"
>;

export type DraftCommand = "commit" | "undo" | "redo";

/** What a combination with Ctrl or ⌘ asks of the draft. */
export function commandOf(event: Keys): DraftCommand | null {
  const { ctrlKey, metaKey, shiftKey, altKey, code } = event;
  if (ctrlKey === metaKey || altKey) return null;
  // The place of Enter is that of no letter, so an input method does not matter.
  if (code === "Enter" || code === "NumpadEnter") return shiftKey ? null : "commit";
  const letter = letterOf(event);
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : null;
}

/** These undo what was typed into them. */
const TEXT_FIELDS = "textarea, input:not([type=range], [type=radio], [type=checkbox])";

/** Reports whether the draft takes a command that was given at `target`. An open dialog takes none. */
export function isFor(command: DraftCommand, target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return false;
  if (!(target instanceof Element) || !target.matches(TEXT_FIELDS)) return true;
  // Label and note belong to the commit.
  return command === "commit" && target.closest("#commit-bar") !== null;
}
