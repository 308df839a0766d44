import { describe, expect, it } from "vitest";
import { same } from "./same";

describe("same", () => {
  it("compares what JSON can say by value", () => {
    const make = () => ({ id: "a", list: [1, { deep: null }], on: true });
    expect(same(make(), make())).toBe(true);
    expect(same([], [])).toBe(true);
    expect(same(null, null)).toBe(true);
  });

  it("sees every difference", () => {
    const base = { id: "a", list: [1, { deep: null }] };
    for (const other of [
      null,
      { ...base, id: "b" },
      { ...base, more: 1 },
      { id: "a" },
      { ...base, list: [1, { deep: 0 }] },
      { ...base, list: [1] },
      { ...base, list: [1, { deep: undefined }] },
    ]) {
      expect(same(base, other)).toBe(false);
      expect(same(other, base)).toBe(false);
    }
    expect(same([], {})).toBe(false);
    expect(same({ a: undefined }, { b: undefined })).toBe(false);
  });
});
