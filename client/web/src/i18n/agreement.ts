/**
 * The parts of a text that agree with the value before them: `{{count}} {commit|commits}`, `{{name}}{을|를}`.
 *
 * English chooses by the number, Korean by the last sound. `{으로|로}` takes the second form after ㄹ too.
 */
import { comparable } from "../model/text";
import type { Language } from "../platform/prefs";

type Sound = "vowel" | "ㄹ" | "consonant";

const FIRST_SYLLABLE = 0xac00;
const FINALS = 28;
const RIEUL = 8;
/** 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구. */
const DIGITS = "consonant ㄹ vowel consonant vowel vowel consonant ㄹ ㄹ vowel".split(
  " ",
) as Sound[];
const SIGNS: Record<string, Sound> = { "%": "vowel", "°": "vowel", "℃": "vowel", σ: "vowel" };
/** What nobody pronounces: closing quotes and brackets, marks of direction, spaces, the end of a sentence. */
const SILENT = /[\p{Pf}\p{Pe}\p{Cf}\p{Z}\p{M}"'.,:;!?…]+$/u;
const IN_BRACKETS = /(?<=\S)\s*\([^()]*\)$/u;
/** Letters whose Korean names end with a consonant: 엘, 엠, 엔, 알. */
const LETTERS: Record<string, Sound> = { l: "ㄹ", m: "consonant", n: "consonant", r: "ㄹ" };
/** English endings that Korean writes as a final consonant: 모바일, 앨범, 폰, 트레이닝, 앱, 책 "book". */
const ENDINGS: [RegExp, Sound][] = [
  [/(l|[aeiouy]le|[bcdfgkpstz]le)$/, "ㄹ"],
  [/([mn]|[mn]e|ng)$/, "consonant"],
  [/(^|[^aeiouy])[aeiouy](b|ck?|k|pp?|tt?)$/, "consonant"],
  [/ook$/, "consonant"],
];

function soundOfSyllable(letter: string): Sound {
  const final = (letter.charCodeAt(0) - FIRST_SYLLABLE) % FINALS;
  if (final === 0) return "vowel";
  return final === RIEUL ? "ㄹ" : "consonant";
}

function soundOfWord(word: string): Sound {
  // Without a vowel it is spelled: CSV, kB, dt.
  const last = word.at(-1) ?? "";
  if (word.length === 1 || !/[aeiouy]/.test(word)) return LETTERS[last] ?? "vowel";
  return ENDINGS.find(([ending]) => ending.test(word))?.[1] ?? "vowel";
}

/** A clock time ends with its minutes, 분, or at the full hour with 시. A number from 조 on ends with 조. */
function soundOfNumber(text: string): Sound {
  const [, minutes] = /\d{1,2}:(\d{2})$/.exec(text) ?? [];
  if (minutes !== undefined) return minutes === "00" ? "vowel" : "consonant";
  if (/[1-9]\d{0,3}(,?0{3}){4}$/.test(text)) return "vowel";
  return DIGITS[Number(text.at(-1))] ?? "vowel";
}

/** How the text ends when a Korean reads it aloud, or null if that is unknown. */
export function lastSound(text: string): Sound | null {
  let spoken = comparable(text);
  for (let before = ""; before !== spoken; ) {
    before = spoken;
    spoken = spoken.replace(SILENT, "").replace(IN_BRACKETS, "");
  }
  const last = spoken.at(-1) ?? "";
  if (/[가-힣]/.test(last)) return soundOfSyllable(last);
  if (/\d/.test(last)) return soundOfNumber(spoken);
  const word = /[a-z]+$/.exec(spoken)?.[0];
  return word ? soundOfWord(word) : (SIGNS[last] ?? null);
}

/** A particle by its form after a consonant and after a vowel. Both forms stand after an unknown sound. */
function particle(before: string, closed: string, open: string): string {
  const sound = lastSound(before);
  if (sound === null) return closed === "으로" ? "(으)로" : `${closed}(${open})`;
  return sound === "vowel" || (sound === "ㄹ" && closed === "으로") ? open : closed;
}

/** Made when it is needed: the first `Intl` object of a page takes long. */
let plurals: Intl.PluralRules | undefined;

/** The form of an English noun for a number, or for a number that is written already. */
function plural(value: string | number | undefined, one: string, other: string): string {
  const number = typeof value === "number" ? value : Number(value?.replaceAll(",", ""));
  plurals ??= new Intl.PluralRules("en");
  return plurals.select(number) === "one" ? one : other;
}

const PART = /\{\{(\w+)\}\}|\{([^{}|]+)\|([^{}|]+)\}/g;

/** A template with its values. `shown` writes a value. */
export function filled(
  template: string,
  values: Readonly<Record<string, string | number>>,
  language: Language,
  shown: (value: string | number) => string,
): string {
  let text = "";
  let end = 0;
  let latest: string | number | undefined;
  for (const { 0: part, 1: name, 2: one = "", 3: other = "", index } of template.matchAll(PART)) {
    text += template.slice(end, index);
    end = index + part.length;
    if (name !== undefined) {
      latest = values[name] ?? "";
      text += shown(latest);
    } else text += language === "ko" ? particle(text, one, other) : plural(latest, one, other);
  }
  return text + template.slice(end);
}
