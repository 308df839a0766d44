/**
 * The words of new goals: those in the form, and those that wait for it. They are typed text of the device, so a text that
 * another app shares never replaces one that was there before.
 */
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { EngineError } from "../model/engine";
import { wordsOf } from "../model/shared-text";
import { takeSharedTexts } from "../platform/shared-text";
import { announce, ready } from "./app";
import {
  type Changes,
  changeTyped,
  keepTyped,
  setTyped,
  typedProblem,
  typedText,
  typedTexts,
  type WordsField,
} from "./typed";

export interface FirstWords extends Record<WordsField, string> {}
interface Waiting {
  id: string;
  words: FirstWords;
}

const FIELDS = ["title", "why", "due"] as const;
const EMPTY: FirstWords = { title: "", why: "", due: "" };

/** Somebody asked for the form of a new goal: a shortcut, or another app that shared a text. */
export const askedForGoal = signal(false);

/** The words in the form. Follows a signal. */
export function formWords(): FirstWords {
  const [title, why, due] = FIELDS.map((field) => typedText(null, `goal.${field}`) ?? "");
  return { title: title ?? "", why: why ?? "", due: due ?? "" };
}

export function isFormFilled(): boolean {
  return Object.values(formWords()).some((text) => text !== "");
}

export function setFormWord(field: WordsField, text: string): void {
  setTyped(null, `goal.${field}`, text || null);
}

/** The texts that wait for the form, oldest first. Follows a signal. */
export function waitingWords(): Waiting[] {
  const texts = typedTexts(null);
  const ids = new Set<string>();
  for (const key of Object.keys(texts)) {
    const id = /^kept\.(.+)\.(?:title|why|due)$/.exec(key)?.[1];
    if (id) ids.add(id);
  }
  return [...ids].sort().map((id) => {
    const [title, why, due] = FIELDS.map((field) => texts[`kept.${id}.${field}`] ?? "");
    return { id, words: { title: title ?? "", why: why ?? "", due: due ?? "" } };
  });
}

const changesOf = (place: "goal" | `kept.${string}`, words: FirstWords): Changes =>
  Object.fromEntries(FIELDS.map((field) => [`${place}.${field}`, words[field] || null]));

function newId(): string {
  return `${Date.now()}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Puts `words` into the form. What was in it waits. */
function fillForm(words: FirstWords, more: Changes = {}): void {
  changeTyped(null, {
    ...changesOf(`kept.${newId()}`, formWords()),
    ...more,
    ...changesOf("goal", words),
  });
}

/** Puts waiting words into the form. What was in it waits instead. */
export function openWaiting({ id, words }: Waiting): void {
  fillForm(words, changesOf(`kept.${id}`, EMPTY));
}

export async function askForGoal(): Promise<void> {
  askedForGoal.value = true;
  await takeShared();
}

/** Takes what other apps have shared. A text stays where it is until the engine has it. */
export async function takeShared(): Promise<void> {
  await whenReady();
  await takeSharedTexts(async (shared) => {
    const { title, why, isCut } = wordsOf(shared);
    if (!title && !why) return;
    askedForGoal.value = true;
    const words = { ...EMPTY, title, why };
    // A page may have ended after it kept the text and before it forgot that one.
    if (isKept(words)) return;
    fillForm(words);
    if (isCut) announce(t("app.sharedCut"));
    await keepTyped();
    if (typedProblem.value) throw new EngineError(typedProblem.value);
  });
}

function isKept(words: FirstWords): boolean {
  const kept = [formWords(), ...waitingWords().map((it) => it.words)];
  return kept.some((other) => FIELDS.every((field) => other[field] === words[field]));
}

function whenReady(): Promise<void> {
  return new Promise((resolve) => {
    const stop = ready.subscribe((isReady) => {
      if (!isReady) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
