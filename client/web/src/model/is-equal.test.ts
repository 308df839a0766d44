import { describe, expect, it } from "vitest";
import { isEqual } from "./is-equal";

describe("same", () => {
  it("compares what JSON can say by value", () => {
    const make = () => ({ id: "a", list: [1, { deep: null }], on: true });
    expect(isEqual(make(), make())).toBe(true);
    expect(isEqual([], [])).toBe(true);
    expect(isEqual(null, null)).toBe(true);
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
      expect(isEqual(base, other)).toBe(false);
      expect(isEqual(other, base)).toBe(false);
    }
    expect(isEqual([], {})).toBe(false);
    expect(isEqual({ a: undefined }, { b: undefined })).toBe(false);
  });
});
