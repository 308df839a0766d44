import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Release } from "../../platform/releases";
import * as en from "./en";
import * as ko from "./ko";
import type { Part } from "./parts";

const web = join(import.meta.dirname, "..", "..", "..");
const read = (name: string) => JSON.parse(readFileSync(join(web, name), "utf8"));
const textsOf = (parts: readonly Part[]) =>
  parts.flatMap((part) => [part.title, ...part.says, ...(part.list ?? [])]);

describe("the notices", () => {
  it("say something under every heading, in their own language", () => {
    for (const parts of [en.privacy, en.terms, ko.privacy, ko.terms])
      for (const part of parts) expect(part.says.length, part.title).toBeGreaterThan(0);
    for (const text of textsOf([...en.privacy, ...en.terms]))
      expect(text).not.toMatch(/[\u3131-\uD7A3]/);
    for (const text of textsOf([...ko.privacy, ...ko.terms])) {
      expect(text).toMatch(/[\uAC00-\uD7A3]/);
      expect(text).not.toMatch(/(니다|시오|하라|한다|된다)[.!?]/);
    }
  });

  it("cover in Korean what the law names", () => {
    const text = textsOf(ko.privacy).join("\n");
    for (const word of [
      "목적",
      "항목",
      "보유 기간",
      "파기",
      "제3자 제공",
      "위탁",
      "정보주체",
      "안전성",
    ])
      expect(text).toContain(word);
  });
});

describe("the list of changes", () => {
  const releases = read("public/changes.json") as Release[];

  it("begins with the version that is built", () => {
    expect(releases[0]?.version).toBe(read("package.json").version);
  });

  it("says as much in both languages", () => {
    for (const { version, en, ko } of releases) {
      expect(en.length, version).toBeGreaterThan(0);
      expect(ko.length, version).toBe(en.length);
    }
  });
});
