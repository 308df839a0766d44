/** Texts in the person's language. Reading `t` inside a component follows the language signal. */
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

type Tree = { readonly [key: string]: string | Tree };

/** Every text by its key with dots. */
function flat(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([name, part]) =>
    typeof part === "string" ? [[prefix + name, part]] : flat(part, `${prefix}${name}.`),
  );
}

const texts: Record<Language, ReadonlyMap<string, string>> = {
  en: new Map(flat(en)),
  ko: new Map(flat(ko as Tree)),
};
const plurals = { en: new Intl.PluralRules("en"), ko: new Intl.PluralRules("ko") };

/** The text of a key. With a `count`, that of the language's plural form. */
function find(key: string, { count }: Values): string | undefined {
  const own = texts[language.value];
  const form = typeof count === "number" ? plurals[language.value].select(count) : "";
  return own.get(`${key}_${form}`) ?? own.get(key);
}

/** A person's words do not change the direction of the sentence around them. */
function fill(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "string" ? isolated(value) : String(value);
  });
}

export function t(key: Key, values: Values = {}): string {
  return fill(find(key, values) ?? key, values);
}

/** The text of a key that is made from data, or null. */
export function tIf(key: string, values: Values = {}): string | null {
  const text = find(key, values);
  return text === undefined ? null : fill(text, values);
}
