import { describe, expect, it } from "vitest";
import { intentOf, SLOP } from "./intent";

describe("intentOf", () => {
  it("takes small movements for a rest", () => {
    expect(intentOf(0, 0)).toBe("rest");
    expect(intentOf(-SLOP + 1, 0)).toBe("rest");
    expect(intentOf(0, SLOP - 1)).toBe("rest");
  });

  it("is sideways or a scroll beyond that, by the longer part, and a scroll if both are equal", () => {
    for (const sign of [1, -1]) {
      expect(intentOf(sign * SLOP, 3)).toBe("sideways");
      expect(intentOf(3, sign * SLOP)).toBe("scroll");
      expect(intentOf(sign * SLOP, SLOP)).toBe("scroll");
    }
  });
});
