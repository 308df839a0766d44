/** Short texts in pictures: how wide they are about, and where they break. */
import { cutAt } from "./text";

/** `text` in two lines of similar length: at a space, or else between two letters. */
export function halves(text: string): [string, string] {
  const middle = text.length / 2;
  const spaces = [...text.matchAll(/\s+/gu)].map(({ index }) => index);
  const [nearest] = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const at =
    nearest !== undefined && Math.abs(nearest - middle) < middle * 0.7
      ? nearest
      : cutAt(text, Math.ceil(middle));
  return [text.slice(0, at).trim(), text.slice(at).trim()];
}

/** Hangul, Han and Kana are as wide as high. */
const WIDE = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/u;

/** About how wide `text` is, in its font size. */
export function emsOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 0.95 : 0.6), 0);
}

/** The longest start of `text` that is at most `ems` wide. */
function startOf(text: string, ems: number): string {
  let start = text;
  while (start && emsOf(start) > ems) start = start.slice(0, cutAt(start, start.length - 1));
  return start;
}

/** `text` in at most two lines of `ems` each. Only its end is left out, and an ellipsis stands for it. */
export function twoLines(text: string, ems: number): string[] {
  if (emsOf(text) <= ems) return [text];
  const both = halves(text);
  if (both.every((line) => emsOf(line) <= ems)) return both;
  const full = startOf(text, ems);
  const words = /^\s/u.test(text.slice(full.length)) ? full : full.replace(/\s+\S*$/u, "");
  const rest = text.slice(words.length).trim();
  const first = words.trimEnd();
  if (emsOf(rest) <= ems) return [first, rest];
  return [first, `${startOf(rest, ems - emsOf("…")).trimEnd()}…`];
}
