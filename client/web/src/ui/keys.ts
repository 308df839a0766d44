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
