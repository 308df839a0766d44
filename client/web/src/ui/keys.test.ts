import { describe, expect, it } from "vitest";
import { letterOf } from "./keys";

const press = (key: string, code: string, isComposing = false) =>
  letterOf({ key, code, isComposing });

describe("letterOf", () => {
  it.each([
    ["c", "KeyC", "c", "US"],
    ["C", "KeyC", "c", "US with Shift"],
    ["ㅊ", "KeyC", "c", "Hangul"],
    ["ㅉ", "KeyW", "w", "Hangul with Shift"],
    ["с", "KeyC", "c", "Cyrillic"],
    ["ψ", "KeyC", "c", "Greek"],
    ["ؤ", "KeyC", "c", "Arabic"],
    ["Process", "KeyC", "c", "an input method"],
    ["c", "KeyI", "c", "Dvorak: the letter counts, not the place"],
    ["j", "KeyC", "j", "Dvorak: another letter at the place"],
    ["a", "KeyQ", "a", "AZERTY"],
  ])("%j at %s is %j (%s)", (key, code, letter) => {
    expect(press(key, code)).toBe(letter);
  });

  it.each([
    ["ç", "KeyC"],
    ["Enter", "Enter"],
    ["Escape", "KeyC"],
    ["1", "Digit1"],
    ["ㅔ", "Semicolon"],
    ["Dead", "KeyC"],
  ])("%j at %s is none", (key, code) => {
    expect(press(key, code)).toBeNull();
  });

  it("is none while an input method composes", () => {
    expect(press("ㅊ", "KeyC", true)).toBeNull();
    expect(press("c", "KeyC", true)).toBeNull();
  });
});
