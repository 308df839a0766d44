import { describe, expect, it } from "vitest";
import { nodeName } from "./words";

describe("nodeName", () => {
  it("shows the person's word, else the id; SELF is named by the page", () => {
    expect(nodeName({ names: { a: "Ada" } }, "a")).toBe("Ada");
    expect(nodeName({ names: { a: null } }, "a")).toBe("a");
    expect(nodeName({}, "SELF")).toBe("");
  });
});
