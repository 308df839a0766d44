import { describe, expect, it } from "vitest";
import { mergeWords, nodeName } from "./words";

describe("mergeWords", () => {
  it("folds names and slots key by key and a goal as a whole", () => {
    const pending = { goal: { title: "old", why: "because" }, names: { a: "A", b: "B" } };
    const patch = { goal: { title: "new" }, names: { b: null }, slots: { N: "hours" } };
    expect(mergeWords(pending, patch)).toEqual({
      goal: { title: "new" },
      names: { a: "A", b: null },
      slots: { N: "hours" },
    });
  });

  it("says nothing about what neither names", () => {
    expect(mergeWords(null, { slots: { E: "evenings" } })).toEqual({ slots: { E: "evenings" } });
  });
});

describe("nodeName", () => {
  it("shows the person's word, else the id; SELF is named by the page", () => {
    expect(nodeName({ names: { a: "Ada" } }, "a")).toBe("Ada");
    expect(nodeName({ names: { a: null } }, "a")).toBe("a");
    expect(nodeName({}, "SELF")).toBe("");
  });
});
