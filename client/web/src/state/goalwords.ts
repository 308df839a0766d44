/** What the words of a goal say: asked of the engine while the person writes, one question at a time. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { api } from "../kernel/api";
import type { GoalField, GoalWords, Score, ScoredWord } from "../kernel/types";
import { preview, ready } from "./app";

export type GoalText = Record<GoalField, string>;

/** Runs `ask` for the newest input only: what comes while one is asked replaces what waits. */
export function newestOnly<Input>(ask: (input: Input) => Promise<void>): (input: Input) => void {
  let waiting: { input: Input } | null = null;
  let asking = false;
  const pump = async () => {
    asking = true;
    while (waiting) {
      const { input } = waiting;
      waiting = null;
      // Whoever asks handles the refusal; the next one is asked all the same.
      await ask(input).catch(() => undefined);
    }
    asking = false;
  };
  return (input) => {
    waiting = { input };
    if (!asking) void pump();
  };
}

export function textOf(goal: GoalWords | null | undefined, title: string): GoalText {
  return { title: goal?.title ?? title, why: goal?.why ?? "", due: goal?.due ?? "" };
}

interface Known {
  text: string;
  scores: Score[];
}
/** The last answer: a page that is opened again shows it at once. */
let last: Known | null = null;

/** The scores of `text`, asked for once it has rested for `restMs`; null until the first answer. */
export function useScores(text: GoalText, restMs: number): ReadonlySignal<Score[] | null> {
  const key = JSON.stringify(text);
  const [scores, ask] = useMemo(() => {
    const shown = signal<Score[] | null>(last?.text === key ? last.scores : null);
    const asked = newestOnly(async (wanted: string) => {
      const answer = await api.wordsSpecificity(JSON.parse(wanted) as GoalText);
      last = { text: wanted, scores: answer.scores };
      shown.value = answer.scores;
    });
    return [shown, asked] as const;
  }, []);
  const awake = ready.value;
  useEffect(() => {
    if (last?.text === key) {
      scores.value = last.scores;
      return;
    }
    if (!awake) return;
    let timer = 0;
    // A control that moves comes first: the engine reads its tables when nothing else is asked of it.
    const stop = preview.subscribe(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => ask(key), restMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [key, awake, restMs, scores, ask]);
  return scores;
}

export interface Part {
  text: string;
  start: number;
  marked: boolean;
}

/** `text` cut where the words of one field begin and end. A word that is not there is left out. */
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
