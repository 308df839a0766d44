import { signal } from "@preact/signals";
import { browserLanguage, type Language, readPrefs, storePrefs } from "../platform/prefs";
import { ensureTexts } from "./loaded";

const { language: stored } = readPrefs();

export const language = signal<Language>(
  stored === "ko" || stored === "en" ? stored : browserLanguage(),
);

let wanted = language.value;

/** Rejects with `NotWhole` if the texts do not arrive. The language then stays as it is. */
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  await ensureTexts(next);
  // Somebody may have chosen again meanwhile.
  if (wanted !== next) return;
  language.value = next;
  storePrefs({ language: next });
}
