import { describe, expect, it } from "vitest";
import { filled, lastSound } from "./agreement";

const ko = (template: string, value: string | number) => filled(template, { value }, "ko", String);

describe("a particle follows the last sound", () => {
  it.each([
    // Hangul
    ["민준", "민준이"],
    ["수아", "수아가"],
    ["서울", "서울이"],
    // Numbers as they are read
    ["0.752", "0.752가"],
    ["0.750", "0.750이"],
    ["0.7", "0.7이"],
    ["−0.055", "−0.055가"],
    ["0.183", "0.183이"],
    ["30%", "30%가"],
    ["12.5%", "12.5%가"],
    ["1,000", "1,000이"],
    ["10,000", "10,000이"],
    ["1,000,000,000,000", "1,000,000,000,000가"],
    ["2026. 11. 30. 오후 3:05", "2026. 11. 30. 오후 3:05이"],
    ["오후 3:00", "오후 3:00가"],
    ["2026년 11월 30일", "2026년 11월 30일이"],
    ["3.5MB", "3.5MB가"],
    // Latin letters and words
    ["SIM", "SIM이"],
    ["LIVE", "LIVE가"],
    ["A", "A가"],
    ["M", "M이"],
    ["CSV", "CSV가"],
    ["P_outcome", "P_outcome이"],
    ["MacBook", "MacBook이"],
    ["iPhone", "iPhone이"],
    ["Desk", "Desk가"],
    ["Run", "Run이"],
    // What nobody pronounces
    ["“알프스”", "“알프스”가"],
    ["산책 (아침)", "산책 (아침)이"],
    ["\u2068민준\u2069", "\u2068민준\u2069이"],
    ["가자!", "가자!가"],
    ["ㅋㅋ", "ㅋㅋ이(가)"],
    // Unknown sounds
    ["山", "山이(가)"],
    ["🏔️", "🏔️이(가)"],
    ["", "이(가)"],
  ])("of %j", (value, text) => {
    expect(ko("{{value}}{이|가}", value)).toBe(text);
  });

  it.each([
    ["서울", "서울로"],
    ["7", "7로"],
    ["1", "1로"],
    ["0", "0으로"],
    ["Google", "Google로"],
    ["B", "B로"],
    ["민준", "민준으로"],
    ["山", "山(으)로"],
  ])("of %j for a direction", (value, text) => {
    expect(ko("{{value}}{으로|로}", value)).toBe(text);
  });

  it("knows every particle, and fixed words too", () => {
    expect(ko("{{value}}{을|를} {{value}}{과|와} {{value}}{은|는}", "말")).toBe("말을 말과 말은");
    expect(ko("{{value}}{이에요|예요}", "말")).toBe("말이에요");
    expect(lastSound("시그마")).toBe("vowel");
  });

  it("leaves a person's braces alone", () => {
    expect(ko("“{{value}}”{을|를}", "{a|b} {{value}} 곳")).toBe("“{a|b} {{value}} 곳”을");
  });
});

describe("an English noun follows the number before it", () => {
  it.each([
    [0, "0 commits are added"],
    [1, "1 commit is added"],
    [2, "2 commits are added"],
    ["1", "1 commit is added"],
    ["1,001", "1,001 commits are added"],
  ])("of %j", (value, text) => {
    const template = "{{value}} {commit is|commits are} added";
    expect(filled(template, { value }, "en", String)).toBe(text);
  });
});
