import { describe, expect, it } from "vitest";
import {
  comparable,
  cutAt,
  isBlank,
  isolated,
  isSameText,
  searchIn,
  shorten,
  shown,
  spelledOut,
} from "./text";

const FAMILY = "👨‍👩‍👧";

describe("isSameText", () => {
  it.each([
    ["Straße", "STRASSE"],
    ["목표", "목표".normalize("NFD")],
    ["two  words", "Two\u00a0words "],
    ["ＡＢＣ　１", "abc 1"],
    ["ad\u200bmin\ufe0f", "admin"],
    ["ΟΔΟΣ", "οδος"],
    ["\ufb01le", "FILE"],
    ["\u202egoal", "goal"],
  ])("takes %j and %j for one text", (one, other) => {
    expect(isSameText(one, other)).toBe(true);
    expect(comparable(comparable(one))).toBe(comparable(one));
  });

  it("tells other texts apart", () => {
    expect(isSameText("goal", "gaol")).toBe(false);
    expect(isSameText("e", "é")).toBe(false);
  });
});

describe("isBlank", () => {
  it.each(["", " \u3000", "\u3164", "\u200d\ufe0f", "\u2800\u00ad", "\u115f"])("%j is", (text) => {
    expect(isBlank(text)).toBe(true);
    expect(shown(text)).toBe("");
  });
  it.each(["a", FAMILY, "\u0301", "\u3164x"])("%j is not", (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe("shown and isolated", () => {
  it("leave out what reorders other text", () => {
    expect(shown("\u202egnp.exe\u202c\0")).toBe("gnp.exe");
    expect(isolated("\u2067x\u2069")).toBe("x");
  });
  it("keep joiners, and isolate only texts that need it", () => {
    expect(shown(FAMILY)).toBe(FAMILY);
    expect(isolated("목표 goal 1,234")).toBe("목표 goal 1,234");
    expect(isolated("هدف")).toBe("\u2068هدف\u2069");
    expect(isolated("יעד\u2069 x")).toBe("\u2068יעד x\u2069");
    const path = `${isolated("הדף")} → ${isolated("goal")}`;
    expect(isolated(path)).toBe("\u2068הדף\u2069 → goal");
  });
});

describe("searchIn", () => {
  const names = ["Cross the Alps", "알프스 넘기", "Straße", "", "ALPHA  beta"];
  const search = searchIn(names, (it) => it);
  it.each([
    ["alp", ["Cross the Alps", "ALPHA  beta"]],
    ["알프".normalize("NFD"), ["알프스 넘기"]],
    ["STRASSE", ["Straße"]],
    ["a b", ["ALPHA  beta"]],
    [" \u200b", names],
    ["none", []],
  ])("finds %j", (text, found) => {
    expect(search(text)).toEqual(found);
  });

  it("answers in a frame for as many goals as a device may have", () => {
    const many = Array.from({ length: 1000 }, (_, at) => `목표 ${at} ${"가".repeat(190)}`);
    const within = searchIn(many, (it) => it);
    expect(within("목표 77")).toHaveLength(11);
  });
});

describe("shorten and cutAt", () => {
  it("never split a letter", () => {
    expect(shorten(FAMILY.repeat(3), 3)).toBe(FAMILY.repeat(3));
    expect(shorten(FAMILY.repeat(4), 3)).toBe(`${FAMILY.repeat(2)}…`);
    expect(shorten("é".normalize("NFD").repeat(4), 3)).toBe(`${"é".normalize("NFD").repeat(2)}…`);
    expect(cutAt(`a${FAMILY}b`, 5)).toBe(1);
    expect(cutAt(`a${FAMILY}b`, 1 + FAMILY.length)).toBe(1 + FAMILY.length);
    expect(cutAt("abc", 2)).toBe(2);
    expect(cutAt("abc", 9)).toBe(3);
  });
});

describe("spelledOut", () => {
  it.each([
    ["é", "é"],
    ["가", "가"],
    ["🐳", "🐳"],
    ["\u2800", "U+2800"],
    ["\u0301", "U+0301"],
    ["\u3164", "U+3164"],
    ["\ue000", "U+E000"],
  ])("shows %j as %j", (character, text) => {
    expect(spelledOut(character)).toBe(text);
  });
});
