/** What a first visit leaves in this browser before the engine can keep anything. */
import { type Guard, isRecordOf, isText, parseForeign } from "./foreign";

/** What somebody has written into the form of the first page, and which button they have pressed. */
export interface FirstVisit {
  title: string;
  why: string;
  due: string;
  asked: "" | "goal" | "demo";
}

const WORDS_KEY = "autus.firstWords";
const STARTED_KEY = "autus.started";

const isAsked: Guard<FirstVisit["asked"]> = (value): value is FirstVisit["asked"] =>
  value === "" || value === "goal" || value === "demo";
const isFirstVisit = isRecordOf<FirstVisit>({
  title: isText,
  why: isText,
  due: isText,
  asked: isAsked,
});

/** What a page of this tab has stored, or null. */
export function readFirstVisit(): FirstVisit | null {
  try {
    return parseForeign(sessionStorage.getItem(WORDS_KEY) ?? "", isFirstVisit);
  } catch {
    return null;
  }
}

/** Null once the engine keeps the words, sealed. */
export function storeFirstVisit(visit: FirstVisit | null): void {
  try {
    if (visit === null) sessionStorage.removeItem(WORDS_KEY);
    else sessionStorage.setItem(WORDS_KEY, JSON.stringify(visit));
  } catch {
    // Then a reload before the engine has started loses the words.
  }
}

/** Whether an engine has started in this browser before. */
export function hasStarted(): boolean {
  try {
    return localStorage.getItem(STARTED_KEY) !== null;
  } catch {
    return false;
  }
}

export function noteStarted(): void {
  try {
    localStorage.setItem(STARTED_KEY, "1");
  } catch {
    // Then each start shows the first page before the engine answers.
  }
}
