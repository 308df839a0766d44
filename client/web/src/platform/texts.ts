/** The files that hold the texts of one language. The build names them after their folder. */

import type { Language } from "./prefs";

const FILES: Record<Language, RegExp> = {
  en: /^\/assets\/en-[\w-]+\.js$/,
  ko: /^\/assets\/ko-[\w-]+\.js$/,
};

export const filesOfTexts = (language: Language): RegExp => FILES[language];
