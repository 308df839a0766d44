/** The rules for a person's text: how it is compared, cut and shown. `docs/spec/text.md` states them. */

/** Controls, marks that reorder the text around them, the byte order mark, interlinear marks, noncharacters. */
const REMOVED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ufdd0-\ufdef]/g;
const INVISIBLE = /^[\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]*$/u;
const IGNORABLE = /\p{DI}/gu;
/** A letter of a script that runs from right to left, or a mark that says so. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** `text` without what could hide or reorder other text. Commits of older versions may hold it. Blank becomes "". */
export function shown(text: string | null | undefined): string {
  return !text || INVISIBLE.test(text) ? "" : text.replace(REMOVED, "");
}

export function isBlank(text: string): boolean {
  return INVISIBLE.test(text);
}

/** `text` as a part of a sentence whose direction it does not change. Parts that are isolated already stay so. */
export function isolated(text: string): string {
  if (text.includes("\u2068")) return text.replace(/[\u202a-\u202e\u2066\u2067]/g, "");
  const safe = text.replace(REMOVED, "");
  return RIGHT_TO_LEFT.test(safe) ? `\u2068${safe}\u2069` : safe;
}

/** `text` with a capital at its start, where the script has one. */
export function capitalized(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** `text` in NFC, which needs the fewest letters. */
export function composed(text: string): string {
  return text.normalize("NFC");
}

/** A character as it is, or its number if it cannot be seen or joins the one before it. */
export function spelledOut(character: string): string {
  if (!isBlank(character) && /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The form of a password that the engine uses. Every way to type the same letters gives it. */
export function passwordForm(text: string): string {
  return text.normalize("NFKC");
}

/** The key by which texts are compared and searched: no case, width, composition, invisible letters or extra spaces. */
export function comparable(text: string): string {
  const folded = text.replace(IGNORABLE, "").normalize("NFKC").toUpperCase().toLowerCase();
  return folded.replaceAll("ς", "σ").normalize("NFKC").trim().replace(/\s+/gu, " ");
}

export function isSameText(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

/** The items whose name contains what somebody searches for. The names are read once. */
export function searchIn<T>(items: readonly T[], nameOf: (item: T) => string) {
  const keys = items.map((item) => comparable(nameOf(item)));
  return (text: string): readonly T[] => {
    const key = comparable(text);
    return items.filter((_, at) => keys[at]?.includes(key));
  };
}

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), (it) => it.segment);
}

/** The first letters of `text`, with an ellipsis if there are more than `max`. A letter is a grapheme cluster. */
export function shorten(text: string, max: number): string {
  // No cluster has less than one code unit.
  if (text.length <= max) return text;
  const letters = graphemes(text);
  return letters.length > max ? `${letters.slice(0, max - 1).join("")}…` : text;
}

/** Where to cut `text` so that the first part has at most `units` code units and no letter is split. */
export function cutAt(text: string, units: number): number {
  let end = 0;
  if (text.length <= units) return text.length;
  for (const letter of graphemes(text)) {
    if (end + letter.length > units) break;
    end += letter.length;
  }
  return end;
}
