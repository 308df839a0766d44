import { describe, expect, it } from "vitest";
import { WHY_LENGTH_MAX } from "./engine";
import { wordsOf } from "./shared-text";

const shared = { title: "", text: "", url: "" };

describe("a text that another app shared", () => {
  it("becomes a title by its first line and a why by what follows", () => {
    expect(wordsOf({ ...shared, text: " Learn the cello \n\nTwo hours\nwith Ana" })).toEqual({
      title: "Learn the cello",
      why: "Two hours\nwith Ana",
      isCut: false,
    });
  });

  it("keeps an address behind the words that came with it", () => {
    const url = "https://goals.example/cello";
    expect(wordsOf({ title: "Cello", text: "", url })).toEqual({
      title: "Cello",
      why: url,
      isCut: false,
    });
  });

  it("loses nothing of a line that is longer than a title", () => {
    const text = "a".repeat(250);
    const words = wordsOf({ ...shared, text });
    expect(words.title + words.why).toBe(text);
    expect(words.title).toHaveLength(200);
    expect(words.isCut).toBe(false);
  });

  it("says that some of it has no room", () => {
    const words = wordsOf({ ...shared, text: `Cello\n${"a".repeat(WHY_LENGTH_MAX + 1)}` });
    expect(words.why).toHaveLength(WHY_LENGTH_MAX);
    expect(words.isCut).toBe(true);
  });

  it("may be nothing", () => {
    expect(wordsOf(shared)).toEqual({ title: "", why: "", isCut: false });
  });
});
