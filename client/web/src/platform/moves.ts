/**
 * What a person has moved while no engine was up, in the storage of the tab. It outlives a reload and goes with the tab.
 * It holds positions of controls, and no words.
 */
import { type PagePatch, STARTS, type Start } from "../model/engine";
import { isListOf, isRecordOf, isText, parseForeign } from "./foreign";

/** A change of one page of a goal's draft. */
export interface Move {
  vault: string;
  page: PagePatch["page"];
  patch: object;
  /** Where the draft begins if there is none. */
  start: Start;
  gesture: string;
}

/** More gestures than anybody makes while an engine starts. */
export const MOVES_MAX = 64;

const STORAGE_KEY = "autus.moves";
const PAGES: readonly unknown[] = [1, 2, 3];

const isMoves = isListOf(
  isRecordOf<Move>({
    vault: isText,
    page: (value): value is Move["page"] => PAGES.includes(value),
    patch: (value): value is object => typeof value === "object" && value !== null,
    start: (value): value is Start => (STARTS as readonly unknown[]).includes(value),
    gesture: isText,
  }),
);

/** What an earlier page of this tab has stored. The engine checks each patch. */
export function readMoves(): Move[] {
  try {
    return parseForeign(sessionStorage.getItem(STORAGE_KEY) ?? "[]", isMoves);
  } catch {
    return [];
  }
}

export function storeMoves(moves: readonly Move[]): void {
  try {
    if (moves.length === 0) sessionStorage.removeItem(STORAGE_KEY);
    else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(moves));
  } catch {
    // Then a reload before the engine is up loses them.
  }
}
