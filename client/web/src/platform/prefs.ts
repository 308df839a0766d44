/** What a person chose for this device's screen, in the browser's local storage. Nothing private is kept here. */

import type { Language } from "../model/engine";
import { isRecordOf, parseForeign } from "./foreign";

export type { Language };
export type Theme = "system" | "light" | "dark";

export interface Prefs {
  language?: Language;
  theme?: Theme;
  guideSeen?: boolean;
  installDismissed?: boolean;
  still?: boolean;
  graphHintSeen?: boolean;
  petalHintSeen?: boolean;
}

const STORAGE_KEY = "autus.prefs";

export function readPrefs(): Prefs {
  try {
    // Every reader checks the kind of the member that it takes.
    return parseForeign(localStorage.getItem(STORAGE_KEY) ?? "{}", isRecordOf<Prefs>({}));
  } catch {
    return {};
  }
}

export function storePrefs(change: Prefs): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...readPrefs(), ...change }));
  } catch {
    // A browser that stores nothing still shows the choice until it is closed.
  }
}

export function browserLanguage(): Language {
  const first = navigator.languages?.[0] ?? navigator.language ?? "en";
  return first.toLowerCase().startsWith("ko") ? "ko" : "en";
}
