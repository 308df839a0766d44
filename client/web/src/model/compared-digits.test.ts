import { describe, expect, it } from "vitest";
import { comparingHash, digitGroups, digitsInHash } from "./compared-digits";
import { COMPARED_DIGITS } from "./engine";

const digits = Array.from({ length: COMPARED_DIGITS }, (_, at) => at % 10).join("");

describe("compared digits", () => {
  it("are shown in groups of five and lose nothing", () => {
    const groups = digitGroups(digits);
    expect(groups.join("")).toBe(digits);
    expect(new Set(groups.map((it) => it.length))).toEqual(new Set([5]));
    expect(digitGroups("")).toEqual([]);
  });

  it("come back out of an address", () => {
    expect(digitsInHash(comparingHash(digits))).toBe(digits);
  });

  it("are read from no other address", () => {
    const others = ["", "#/devices", "#/compare/", `#/compare/${digits}0`, `#/compare/${digits} `];
    others.push(`#/compare/${digits.slice(1)}`, `#/compare/${digits.slice(1)}x`, `#/new/${digits}`);
    for (const hash of others) expect(digitsInHash(hash), hash).toBeNull();
  });
});
