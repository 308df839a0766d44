/** What a commit did, in one line of words. */
import { t } from "../../i18n";
import { count, day, delta, list, percent, quantity } from "../../i18n/format";
import { language } from "../../i18n/language";
import { type Changes, type HistoryRow, SELF } from "../../model/engine";
import { capitalized, shown } from "../../model/text";
import { deviceName } from "./device-name";

type Change = Changes["items"][number];

/** How many Latin letters a row has room for: two lines on the narrowest phone. */
export const ROW_ROOM = 48;
/** How many changes a row lists at most. */
const LISTED_MAX = 3;
/** How wide a Hangul syllable is, in Latin letters. */
const SYLLABLE = 1.8;

function nodeOf(id: string, name: string | null): string {
  return shown(name) || (id === SELF ? t("route.self") : id);
}

function goalWord(change: Change & { type: "goal" }): string {
  const { field, written, due } = change;
  if (field === "words") return t("record.did.words");
  if (field === "title") return t("record.did.title");
  if (field === "why") return t(written ? "record.did.why" : "record.did.whyGone");
  return due ? t("record.did.due", { day: day(due) }) : t("record.did.dueGone");
}

function wordsOf(change: Change): string {
  switch (change.type) {
    case "share": {
      const { slot, before, after } = change;
      const shares = { before: percent(before), after: percent(after) };
      return t("record.did.share", { slot: t(`slot.${slot}`), ...shares });
    }
    case "equal":
      return t("record.did.equal");
    case "volume": {
      const values = { before: quantity(change.before), after: quantity(change.after) };
      return t("record.did.volume", values);
    }
    case "mass":
      return t("record.did.mass", { modifier: delta(change.modifier) });
    case "horizon":
      return t("record.did.horizon", { horizon: t(`horizon.${change.horizon}`) });
    case "added":
    case "removed":
      return t(`record.did.${change.type}`, { name: nodeOf(change.node, change.name) });
    case "scaled": {
      const name = nodeOf(change.node, change.name);
      return t("record.did.scaled", { name, scale: quantity(change.scale) });
    }
    case "flow": {
      const [a, b] = [nodeOf(change.a, change.a_name), nodeOf(change.b, change.b_name)];
      return t("record.did.flow", { a, b, flow: quantity(change.flow) });
    }
    case "goal":
      return goalWord(change);
    case "meaning": {
      const slot = t(`slot.${change.slot}`);
      const text = shown(change.text);
      return text ? t("record.did.meaning", { slot, text }) : t("record.did.meaningGone", { slot });
    }
    case "named": {
      const name = shown(change.name);
      return name ? t("record.did.named", { name }) : t("record.did.nameGone");
    }
  }
}

/** The first letter as at the start of a sentence. A person's own word keeps its letters. */
function begun(text: string, first: Change | undefined): string {
  if (first?.type === "added" || first?.type === "removed") return text;
  return capitalized(text, language.value);
}

function joinedText(row: HistoryRow): string {
  const parts = row.joined.map(({ device, commits }) =>
    t("record.did.commitsOf", { count: commits, device: deviceName(device) }),
  );
  return begun(t("record.did.joins", { list: list(parts) }), undefined);
}

function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letter >= "\u1100" ? SYLLABLE : 1;
  return width;
}

/** The words of the first `listed` changes, and how many more there are. */
function cut(parts: readonly string[], listed: number, more: number): string {
  const left = parts.length - listed + more;
  const shown = parts.slice(0, listed).join(", ");
  return left > 0 ? t("record.did.more", { list: shown, n: count(left) }) : shown;
}

/**
 * What the commit of a row did. Without `room` all its changes are listed. With it, as many as there is room for, at
 * least one, and the rest is counted. Empty for a genesis.
 */
export function sentenceOf(row: HistoryRow, room?: number): string {
  if (row.kind === "genesis") return "";
  if (row.kind === "merge") return row.joined.length > 0 ? joinedText(row) : "";
  const { items, more } = row.changes;
  if (items.length === 0) return begun(t("record.did.nothing"), undefined);
  const parts = items.map(wordsOf);
  let listed = room === undefined ? parts.length : Math.min(parts.length, LISTED_MAX);
  while (room !== undefined && listed > 1 && widthOf(cut(parts, listed, more)) > room) listed -= 1;
  return begun(cut(parts, listed, more), items[0]);
}
