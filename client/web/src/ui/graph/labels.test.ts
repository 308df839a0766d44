import { describe, expect, it } from "vitest";
import { halves, waysToWrite } from "./labels";

describe("halves", () => {
  it("breaks at the space nearest to the middle, or else between two letters", () => {
    expect(halves("Swim coach Elena")).toEqual(["Swim coach", "Elena"]);
    expect(halves("물리치료사 선생님")).toEqual(["물리치료사", "선생님"]);
    expect(halves("Physiotherapist").join("")).toBe("Physiotherapist");
    expect(halves("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧").join("")).toBe("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧");
  });
});

describe("waysToWrite", () => {
  it("writes a short name in one way, and a long one in one line, in two, and shortened", () => {
    expect(waysToWrite("Tom")).toEqual([["Tom"]]);
    const [one, two, short] = waysToWrite("A very long name of somebody");
    expect(one).toHaveLength(1);
    expect(two).toHaveLength(2);
    expect(short?.[0]).toBe("A ver…");
    for (const line of [...(one ?? []), ...(two ?? [])])
      expect(line.length).toBeLessThanOrEqual(18);
  });
});
