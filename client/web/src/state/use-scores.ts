/** The scores of a goal's words. The engine computes them while the person writes, one call at a time. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { engine } from "../kernel/engine-client";
import type { Score } from "../model/engine";
import type { GoalText } from "../model/goal-words";
import { newestOnly } from "../model/newest-only";
import { preview, ready } from "./app";

interface Known {
  text: string;
  scores: Score[];
}
/** The last answer, which a page shows at once when it opens again. */
let last: Known | null = null;

/** The scores of `text` once it has not changed for `restMs`. Null until the first answer. */
export function useScores(text: GoalText, restMs: number): ReadonlySignal<Score[] | null> {
  const key = JSON.stringify(text);
  const [scores, ask] = useMemo(() => {
    const shown = signal<Score[] | null>(last?.text === key ? last.scores : null);
    const asked = newestOnly(async (wanted: string) => {
      const answer = await engine.call("score_words", JSON.parse(wanted) as GoalText);
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
    // A moving control comes first: wait until the engine has nothing else to do.
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
