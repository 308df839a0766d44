import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { adding as addingInEnglish, addingProblems as addingProblemsInEnglish } from "./en/adding";
import { lock as lockInEnglish, lockProblems as lockProblemsInEnglish } from "./en/lock";
import {
  passkeyProblems as passkeyProblemsInEnglish,
  passkeys as passkeysInEnglish,
} from "./en/passkeys";
import { surplus as surplusInEnglish } from "./en/surplus";
import { ko } from "./ko";
import { adding as addingInKorean, addingProblems as addingProblemsInKorean } from "./ko/adding";
import { lock as lockInKorean, lockProblems as lockProblemsInKorean } from "./ko/lock";
import {
  passkeyProblems as passkeyProblemsInKorean,
  passkeys as passkeysInKorean,
} from "./ko/passkeys";
import { surplus as surplusInKorean } from "./ko/surplus";

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const english = flatten({
  ...en,
  adding: addingInEnglish,
  lock: lockInEnglish,
  surplus: surplusInEnglish,
  passkeys: passkeysInEnglish,
  problem: {
    ...en.problem,
    ...addingProblemsInEnglish,
    ...lockProblemsInEnglish,
    ...passkeyProblemsInEnglish,
  },
});
const korean = flatten({
  ...(ko as Tree),
  adding: addingInKorean,
  lock: lockInKorean,
  surplus: surplusInKorean,
  passkeys: passkeysInKorean,
  problem: {
    ...ko.problem,
    ...addingProblemsInKorean,
    ...lockProblemsInKorean,
    ...passkeyProblemsInKorean,
  },
});
const root = join(import.meta.dirname, "..", "..", "..", "..");

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ""))].sort();
}

function sourcesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

describe("texts", () => {
  it("are complete in both languages; Korean has one plural form", () => {
    const expected = [...english.keys()].filter((key) => !key.endsWith("_one"));
    expect([...korean.keys()].sort()).toEqual(expected.sort());
    for (const [key, text] of [...english, ...korean]) expect(text.trim(), key).not.toBe("");
  });

  it("carry the same placeholders", () => {
    for (const [key, text] of korean) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ""));
    }
  });

  it("are in their own language", () => {
    const same = new Set(["app.name", "app.points", "history.ms", "mode.live", "mode.sim"]);
    for (const [key, text] of english) expect(text, key).not.toMatch(/[\u3131-\uD7A3]/);
    for (const [key, text] of korean) {
      if (same.has(key) || text === english.get(key)) continue;
      expect(text, key).toMatch(/[\uAC00-\uD7A3]/);
    }
  });

  it("speak physics: no advice, no judgement, no probability", () => {
    const notInEnglish =
      /\b(should|must|best|better|worse|worst|good|bad|great|wrong|fail(s|ed|ure)?|succe(ss|ed)\w*|recommend\w*|advi[cs]e\w*|probab\w*|chances?|likely|likelihood|warning|congratulations)\b/i;
    const notInKorean =
      /추천|권장|권해|조언|충고|해야 (해|합니다)|실패|성공|최고|최선|확률|가능성|잘했|잘하|나빠|나쁜|좋은|좋아요|경고|축하/;
    for (const [key, text] of english) expect(text, key).not.toMatch(notInEnglish);
    for (const [key, text] of korean) expect(text, key).not.toMatch(notInKorean);
  });

  it("write no particle and no plural by hand after a value", () => {
    for (const [key, text] of korean) {
      expect(text, key).not.toMatch(/\((을|를|이|가|은|는|과|와|으|로|으로)\)/);
      expect(text, key).not.toMatch(/\}\}[”"’]?(이|가|을|를|은|는|과|와|으로|로)([\s.,]|$)/);
      expect(text, key).not.toMatch(/\}\}[”"’]?(이에요|예요|이고|라고|이라고|이라는|라는)/);
    }
    const counted =
      /\{\{(?:n|count|more|done|total|nodes|edges|all)\}\} (?!characters|(?:ms|has|is|was)\b)(\w+s)\b/;
    for (const [key, text] of english)
      if (!/_(one|other)$/.test(key)) expect(text, key).not.toMatch(counted);
  });

  it("have one style of percentages and minus signs", () => {
    for (const [key, text] of [...english, ...korean]) {
      expect(text, key).not.toMatch(/[\d}] %/);
      expect(text, key).not.toMatch(/(^|[\s(])-\d/);
    }
  });

  it("end Korean sentences in 해요체", () => {
    for (const [key, text] of korean)
      expect(text, key).not.toMatch(/(니다|시오|하라|한다|된다)[.!?]/);
  });

  it("exist for every key that the views name", () => {
    const used = sourcesIn("client/web/src", ".tsx").flatMap((source) =>
      [...source.matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((match) => match[1] ?? ""),
    );
    expect(used.length).toBeGreaterThan(100);
    const known = new Set([...english.keys()].map((key) => key.replace(/_(one|other)$/, "")));
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });
});

describe("problems", () => {
  const codes = new Set(
    [...english.keys()].filter((key) => key.startsWith("problem.")).map((key) => key.split(".")[1]),
  );

  it("have a text for every code of the protocol", () => {
    const protocol =
      "NOT_FOUND DEVICE_REVOKED ROSTER_MOVED TOO_LARGE QUOTA_EXCEEDED HEAD_MOVED BAD_HEADER BAD_VAULT DUPLICATE_COMMIT UNKNOWN_PARENT SEQ_GAP SEQ_REUSED DANGLING_COMMIT BAD_CERTIFICATE REPLAY_MISMATCH DISCLOSURE_REQUIRED COMMIT_TOO_LARGE UPDATE_REQUIRED SERVER_ROLLED_BACK SERVER_FORKED MERGE_MISMATCH KEYSET_MOVED NAME_TAKEN REGISTRATION_CLOSED BAD_CREDENTIALS WRONG_PASSWORD OFFLINE TIMEOUT";
    expect(protocol.split(" ").filter((code) => !codes.has(code))).toEqual([]);
  });

  it("have a text for every code that the engine refuses with", () => {
    const raised = sourcesIn("shared", ".py").flatMap((source) =>
      [...source.matchAll(/(?:Error|Rejected|Blocked)\(\s*"([A-Z][A-Z_]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(raised.length).toBeGreaterThan(30);
    expect([...new Set(raised)].filter((code) => !codes.has(code)).sort()).toEqual([]);
  });
});
