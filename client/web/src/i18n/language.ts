import { signal } from "@preact/signals";
import { browserLanguage, type Language, readPrefs, storePrefs } from "../platform/prefs";

const { language: stored } = readPrefs();

export const language = signal<Language>(
  stored === "ko" || stored === "en" ? stored : browserLanguage(),
);

export function setLanguage(next: Language): void {
  language.value = next;
  storePrefs({ language: next });
}
