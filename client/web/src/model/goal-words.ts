/** The words of a goal, and the marks that scoring sets in them. */
import type { GoalField, GoalWords, ScoredWord } from "./engine";

export type GoalText = Record<GoalField, string>;

export function textOf(goal: GoalWords | null | undefined, title: string): GoalText {
  return { title: goal?.title ?? title, why: goal?.why ?? "", due: goal?.due ?? "" };
}

export interface Part {
  text: string;
  start: number;
  marked: boolean;
}

/** Cuts `text` where the words of one field begin and end. Leaves out a word that the text does not hold. */
export function partsOf(text: string, words: readonly ScoredWord[]): Part[] {
  const points = [...text.normalize("NFC")];
  const parts: Part[] = [];
  let done = 0;
  const cut = (end: number, marked: boolean) => {
    if (end > done) parts.push({ text: points.slice(done, end).join(""), start: done, marked });
    done = end;
  };
  for (const { start, end, text: word } of words) {
    if (start < done || points.slice(start, end).join("") !== word) continue;
    cut(start, false);
    cut(end, true);
  }
  cut(points.length, false);
  return parts;
}
