import { describe, expect, it } from "vitest";
import { wordsOf } from "./shared-text";

const shared = { title: "", text: "", url: "" };

describe("a text that another app shared", () => {
  it("becomes a title by its first line and a why by what follows", () => {
    expect(wordsOf({ ...shared, text: " Learn the cello \n\nTwo hours\nwith Ana" })).toEqual({
      title: "Learn the cello",
      why: "Two hours\nwith Ana",
    });
  });

  it("keeps an address behind the words that came with it", () => {
    const url = "https://goals.example/cello";
    expect(wordsOf({ title: "Cello", text: "", url })).toEqual({ title: "Cello", why: url });
  });

  it("loses nothing of a line that is longer than a title", () => {
    const text = "a".repeat(250);
    const words = wordsOf({ ...shared, text });
    expect(words.title + words.why).toBe(text);
    expect(words.title).toHaveLength(200);
  });

  it("may be nothing", () => {
    expect(wordsOf(shared)).toEqual({ title: "", why: "" });
  });
});
