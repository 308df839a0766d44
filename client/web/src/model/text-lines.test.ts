import { describe, expect, it } from "vitest";
import { emsOf, halves, twoLines } from "./text-lines";

describe("halves", () => {
  it("breaks at the space nearest to the middle, or else between two letters", () => {
    expect(halves("Swim coach Elena")).toEqual(["Swim coach", "Elena"]);
    expect(halves("물리치료사 선생님")).toEqual(["물리치료사", "선생님"]);
    expect(halves("Physiotherapist").join("")).toBe("Physiotherapist");
    expect(halves("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧").join("")).toBe("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧");
  });
});

describe("twoLines", () => {
  it("keeps a short text in one line, breaks a longer one, and ends what does not fit with an ellipsis", () => {
    expect(twoLines("the long run", 9)).toEqual(["the long run"]);
    expect(twoLines("the long run on Sunday", 8)).toEqual(["the long run", "on Sunday"]);
    expect(twoLines("일요일 아침 긴 달리기", 8)).toEqual(["일요일 아침", "긴 달리기"]);
    expect(twoLines("일요일 새벽의 긴 산행과 수요일 계단 오르기", 9)).toEqual([
      "일요일 새벽의 긴",
      "산행과 수요일 계…",
    ]);
    for (const text of ["x".repeat(80), "가".repeat(80), "👩‍👩‍👧".repeat(30), "a b ".repeat(30)]) {
      const lines = twoLines(text, 7);
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(emsOf(line)).toBeLessThanOrEqual(7);
      // Nothing is left out before the end.
      const shown = lines.join("").replace(/…$/, "").replace(/\s/g, "");
      expect(text.replace(/\s/g, "").startsWith(shown)).toBe(true);
    }
  });
});
