/** A text that another app shared with this one, as the words of a new goal. */
import { TITLE_LENGTH_MAX, WHY_LENGTH_MAX } from "./engine";
import { cutAt } from "./text";

export interface SharedText {
  title: string;
  text: string;
  url: string;
}

export interface FirstWords {
  title: string;
  why: string;
}

/** The first line becomes the title, and what follows the why. `isCut`: some of it has no room there. */
export function wordsOf(shared: SharedText): FirstWords & { isCut: boolean } {
  const text = [shared.title, shared.text, shared.url].filter((part) => part !== "").join("\n");
  const [first = "", ...rest] = text.split(/\r?\n/).map((line) => line.trim());
  const end = cutAt(first, TITLE_LENGTH_MAX);
  const title = first.slice(0, end);
  const why = [first.slice(end), ...rest].filter((line) => line !== "").join("\n");
  const fitting = why.slice(0, cutAt(why, WHY_LENGTH_MAX));
  return { title, why: fitting, isCut: fitting !== why };
}
