/** Texts in the person's language. Reading `t` inside a component follows the language signal. */
import i18next from "i18next";
import { isolated } from "../model/text";
import type { Language } from "../platform/prefs";
import { en } from "./en";
import { ko } from "./ko";
import { language } from "./language";

type Base<K extends string> = K extends `${infer B}_one` | `${infer B}_other` ? B : K;
type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${Base<K>}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];

export type Key = Leaves<typeof en>;
export type Values = Record<string, string | number>;

void i18next.init({
  lng: language.peek(),
  fallbackLng: "en",
  initAsync: false,
  resources: { en: { translation: en }, ko: { translation: ko } },
  interpolation: { escapeValue: false },
});

/** A person's words do not change the direction of the sentence around them. */
function isolate(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === "string" ? isolated(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** A cache of texts without values: a page reads hundreds of them. */
const plain: Record<Language, Map<Key, string>> = { en: new Map(), ko: new Map() };

export function t(key: Key, values?: Values): string {
  const lng = language.value;
  if (values) return i18next.t(key, { lng, ...isolate(values) });
  const kept = plain[lng];
  const text = kept.get(key) ?? i18next.t(key, { lng });
  kept.set(key, text);
  return text;
}

/** The text of a key that is made from data, or null. */
export function tIf(key: string, values: Values = {}): string | null {
  return i18next.exists(key, { lng: language.value })
    ? i18next.t(key, { lng: language.value, ...isolate(values) })
    : null;
}
