import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../../i18n/en";
import * as addingEn from "../../i18n/en/adding";
import * as lockEn from "../../i18n/en/lock";
import * as passkeysEn from "../../i18n/en/passkeys";
import { ko } from "../../i18n/ko";
import * as addingKo from "../../i18n/ko/adding";
import * as lockKo from "../../i18n/ko/lock";
import * as passkeysKo from "../../i18n/ko/passkeys";
import * as legalEn from "./en";
import * as legalKo from "./ko";

type Tree = { readonly [key: string]: unknown };

/** The rejected words of a language, each with the one that is used instead. */
const REJECTED: Record<"ko" | "en", [RegExp, string][]> = {
  ko: [
    [/열쇠/, "키"],
    [/이름표/, "라벨"],
    [/조절기/, "조절 막대"],
    [/간선/, "연결"],
    [/SELF/, "나"],
    [/재연/, "다시 계산 (of a replay), 재생 (of a player)"],
    [/기한/, "목표일 (of a goal), 전망 기간 (of a trajectory)"],
    [/몫/, "비중"],
    [/가정(?!에서)/, "시나리오"],
    [/봉인/, "암호화"],
    [/식별자/, "ID"],
    [/영수증/, "확인서"],
    [/고리/, "커밋 (of a chain)"],
    [/체인/, "기록"],
    [/끝 커밋|머리 부분/, "최신 커밋, 헤더"],
    [/기준점/, "중심"],
    [/관문/, "커밋 가능 여부"],
    [/신뢰 폭/, "신뢰도"],
    [/저절로/, "자동으로"],
    [/새로 고치|새로 고침/, "새로고침"],
    [/적은 말|적어 둔 말/, "입력한 글, 목표 내용"],
    [/나를 다르게|해 보면서|[AB]로 두기|남겨 둔|견주|견줘/, "an idiom of Korean products"],
    [/서버를 운영하는 곳/, "서버 운영자"],
    [/서버에 다시 올리|서버에 다시 올릴/, "업로드"],
    [/목표 글/, "목표 내용"],
    [/사람들|사람의 질량|사람과 흐름/, "노드"],
    [/(한|두) 손가락은/, "손가락으로"],
    [/첫 커밋과 병합/, "목표의 시작과 병합: the first commit has a draft"],
  ],
  en: [
    [/\bholds? the pen\b/i, "saves"],
    [/\blies ready\b/i, "is ready"],
    [/\blinks?\b/i, "commit (of a history)"],
    [/\bchain\b/i, "history"],
    [/\bgenesis\b/i, "start, first commit"],
    [/\bSELF\b/, "you"],
    [/\bscenario/i, "what-if"],
    [/\bdeadline\b|\bdue date\b/i, "date"],
    [/\bby themselves\b|(again|continues|opens) by itself/i, "automatically"],
    [/\bsign(ed)? (in|out)\b/i, "log in, log out"],
    [/\bpush(es|ed)?\b/i, "upload"],
    [/\bseal(s|ed|ing)?\b/i, "encrypt"],
    [/\bkeyset\b/i, "keys"],
    [/\bdemo\b/i, "example"],
    [/first commit and merges/i, "the start of a goal and merges: the first commit has a draft"],
  ],
};

function textsIn(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries((value ?? {}) as Tree).flatMap(([key, part]) =>
    textsIn(part, path ? `${path}.${key}` : key),
  );
}

const releases = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "..", "..", "public", "changes.json"), "utf8"),
) as { en: string[]; ko: string[] }[];
const late = {
  ko: { ...addingKo, ...lockKo, ...passkeysKo },
  en: { ...addingEn, ...lockEn, ...passkeysEn },
};
const texts = {
  ko: [
    ...textsIn(ko),
    ...textsIn(late.ko),
    ...textsIn(legalKo),
    ...textsIn(releases.map(({ ko }) => ko)),
  ],
  en: [
    ...textsIn(en),
    ...textsIn(late.en),
    ...textsIn(legalEn),
    ...textsIn(releases.map(({ en }) => en)),
  ],
};

describe.each(["ko", "en"] as const)("the texts in %s", (language) => {
  it.each(REJECTED[language])("have no word of %s, but %s", (rejected: RegExp) => {
    const found = texts[language].filter(([, text]) => rejected.test(text));
    expect(found).toEqual([]);
  });
});
