import { describe, expect, it, vi } from "vitest";
import type { ScoredWord } from "./engine";
import { partsOf, textOf } from "./goal-words";
import { newestOnly } from "./newest-only";

const word = (text: string, start: number): ScoredWord => ({
  text,
  start,
  end: start + [...text].length,
  field: "title",
});
const marked = (text: string, words: ScoredWord[]) =>
  partsOf(text, words).map((part) => (part.marked ? `[${part.text}]` : part.text));

describe("marking words in their text", () => {
  it("cuts at code points of the composed text", () => {
    expect(marked("🌱 술 끊기", [word("술", 2), word("끊기", 4)])).toEqual([
      "🌱 ",
      "[술]",
      " ",
      "[끊기]",
    ]);
    expect(marked("술 끊기".normalize("NFD"), [word("술", 0)])).toEqual(["[술]", " 끊기"]);
  });

  it("leaves out what does not stand there, and loses nothing", () => {
    expect(marked("run far", [word("ran", 0), word("far", 4), word("far", 4)])).toEqual([
      "run ",
      "[far]",
    ]);
    expect(marked("", [])).toEqual([]);
  });
});

describe("asking while the person writes", () => {
  it("has one question out and goes on with the newest", async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const ask = newestOnly((input: string) => {
      asked.push(input);
      return new Promise<void>((resolve, reject) => {
        answers.push(input === "a" ? () => reject(new Error("refused")) : resolve);
      });
    });
    for (const input of ["a", "ab", "abc"]) ask(input);
    expect(asked).toEqual(["a"]);
    answers[0]?.();
    await vi.waitFor(() => expect(asked).toEqual(["a", "abc"]));
    answers[1]?.();
    await Promise.resolve();
    await Promise.resolve();
    ask("x");
    await vi.waitFor(() => expect(asked).toEqual(["a", "abc", "x"]));
  });
});

it("a goal without words has its name as title", () => {
  expect(textOf(null, "Name")).toEqual({ title: "Name", why: "", due: "" });
  expect(textOf({ title: "T", why: null, due: "2030-01-01" }, "Name")).toEqual({
    title: "T",
    why: "",
    due: "2030-01-01",
  });
});
