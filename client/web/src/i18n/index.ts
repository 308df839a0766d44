/** Texts in the person's language. Reading `t` inside a component follows the language signal. */
import { isolated } from "../model/text";
import type { Language } from "../platform/prefs";
import { filled } from "./agreement";
import type { en } from "./en";
import type { adding } from "./en/adding";
import type { lock } from "./en/lock";
import type { passkeys } from "./en/passkeys";
import type { surplus } from "./en/surplus";
import { language } from "./language";
import { textsIn } from "./loaded";

/** The sign of negative numbers. A hyphen is shorter and lower. */
export const MINUS = "\u2212";

type Base<K extends string> = K extends `${infer B}_one` | `${infer B}_other` ? B : K;
type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${Base<K>}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];

/** Those of `en/adding.ts`, `lock.ts`, `passkeys.ts` and `surplus.ts` are there once a page has brought them. */
export type Key =
  | Leaves<typeof en>
  | Leaves<{
      adding: typeof adding;
      lock: typeof lock;
      passkeys: typeof passkeys;
      surplus: typeof surplus;
    }>;
export type Values = Record<string, string | number>;

const plurals = new Map<Language, Intl.PluralRules>();

function pluralIn(wanted: Language, count: number): string {
  let rules = plurals.get(wanted);
  if (!rules) {
    rules = new Intl.PluralRules(wanted);
    plurals.set(wanted, rules);
  }
  return rules.select(count);
}

/** The text of a key. With a `count`, that of the language's plural form. */
function find(key: string, { count }: Values): string | undefined {
  const own = textsIn(language.value);
  const form = typeof count === "number" ? pluralIn(language.value, count) : "";
  return own.get(`${key}_${form}`) ?? own.get(key);
}

/** The first `Intl` formatter of a page takes a tenth of the time until a start shows the last state. */
const UNGROUPED_MAX = 999;

function written(value: string | number): string {
  // A person's words do not change the direction of the sentence around them.
  if (typeof value === "string") return isolated(value);
  const text = Math.abs(value) > UNGROUPED_MAX ? value.toLocaleString(language.value) : `${value}`;
  return text.replace("-", MINUS);
}

const fill = (text: string, values: Values) => filled(text, values, language.value, written);

export function t(key: Key, values: Values = {}): string {
  return fill(find(key, values) ?? key, values);
}

/** The text of a key that is made from data, or null. */
export function tIf(key: string, values: Values = {}): string | null {
  const text = find(key, values);
  return text === undefined ? null : fill(text, values);
}

/** The names of the texts directly below a key. */
export function namesBelow(key: string): string[] {
  const names = [...textsIn(language.value).keys()].filter((it) => it.startsWith(`${key}.`));
  return names.map((name) => name.slice(key.length + 1));
}
