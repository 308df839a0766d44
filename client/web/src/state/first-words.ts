import { signal } from "@preact/signals";
import { type FirstWords, wordsOf } from "../model/shared-text";
import { takeSharedText } from "../platform/shared-text";

/** Words for a new goal that somebody asked for, or null. They are empty where nothing was shared. */
export const firstWords = signal<FirstWords | null>(null);

export async function askForGoal(): Promise<void> {
  const shared = await takeSharedText();
  firstWords.value = shared ? wordsOf(shared) : { title: "", why: "" };
}
