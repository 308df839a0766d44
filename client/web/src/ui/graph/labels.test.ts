import { describe, expect, it } from "vitest";
import { waysToWrite } from "./labels";

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
