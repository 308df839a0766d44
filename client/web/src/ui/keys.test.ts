import { describe, expect, it } from "vitest";
import { commandOf, letterOf } from "./keys";

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

describe("commandOf", () => {
  const given = (names: string, key: string, code: string, isComposing = false) => {
    const has = (name: string) => names.split("+").includes(name);
    return commandOf({
      ...{ key, code, isComposing, ctrlKey: has("Ctrl"), metaKey: has("Meta") },
      ...{ shiftKey: has("Shift"), altKey: has("Alt") },
    });
  };

  it.each([
    ["Ctrl", "z", "KeyZ", "undo"],
    ["Meta", "z", "KeyZ", "undo"],
    ["Ctrl", "ㅋ", "KeyZ", "undo"],
    ["Ctrl+Shift", "Z", "KeyZ", "redo"],
    ["Meta+Shift", "z", "KeyZ", "redo"],
    ["Ctrl+Shift", "ㅋ", "KeyZ", "redo"],
    ["Ctrl", "y", "KeyY", "redo"],
    ["Ctrl", "Enter", "Enter", "commit"],
    ["Meta", "Enter", "NumpadEnter", "commit"],
    ["Ctrl", "Process", "Enter", "commit"],
  ])("%s and %j at %s is %s", (names, key, code, command) => {
    expect(given(names, key, code)).toBe(command);
  });

  it("hears Enter also while an input method composes", () => {
    expect(given("Ctrl", "Process", "Enter", true)).toBe("commit");
    expect(given("Ctrl", "ㅋ", "KeyZ", true)).toBeNull();
  });

  it.each([
    ["", "z", "KeyZ"],
    ["Ctrl+Meta", "z", "KeyZ"],
    ["Ctrl+Alt", "z", "KeyZ"],
    ["Meta", "y", "KeyY"],
    ["Ctrl+Shift", "y", "KeyY"],
    ["Ctrl+Shift", "Enter", "Enter"],
    ["", "Enter", "Enter"],
    ["Ctrl", "x", "KeyX"],
  ])("%s and %j at %s is none", (names, key, code) => {
    expect(given(names, key, code)).toBeNull();
  });
});
