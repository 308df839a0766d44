/**
 * What this browser held, in a place that outlives the storage of the goals: a number, a time and whether there was an
 * account. A browser that deletes the storage, on a full disk for example, keeps this.
 */
import { type Guard, isRecordOf, parseForeign } from "./foreign";

export interface Held {
  goals: number;
  at_ms: number;
  account: boolean;
}

const STORAGE_KEY = "autus.held";

const isCount: Guard<number> = (value): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isHeld = isRecordOf<Held>({
  goals: isCount,
  at_ms: isCount,
  account: (value): value is boolean => typeof value === "boolean",
});

export function readHeld(): Held | null {
  try {
    return parseForeign(localStorage.getItem(STORAGE_KEY) ?? "", isHeld);
  } catch {
    return null;
  }
}

export function storeHeld(held: Held | null): void {
  try {
    if (held === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, JSON.stringify(held));
  } catch {
    // Then a later loss looks like a first visit.
  }
}
