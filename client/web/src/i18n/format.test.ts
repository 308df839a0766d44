import { describe, expect, it, vi } from "vitest";

// Node 20 has no navigator, which names the first language.
vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("./language");
const { ago, bytes, count, dateTime, day, delta, list, percent, points, quantity } = await import(
  "./format"
);

describe.each(["en", "ko"] as const)("a change in %s", (shown) => {
  it.each([
    [0, "0.000"],
    [-0, "0.000"],
    [0.0125, "+0.013"],
    [-0.2, "−0.200"],
    [0.0005, "+0.001"],
    [0.00042, "<\u00a0+0.001"],
    [-0.00042, ">\u00a0−0.001"],
    [-0.000001, ">\u00a0−0.001"],
  ])("of %f has three digits and never hides its direction", async (value, text) => {
    await setLanguage(shown);
    expect(delta(value)).toBe(text);
  });
});

describe.each(["en", "ko"] as const)("a number in %s", (shown) => {
  it("is what the language's own formatter writes", async () => {
    await setLanguage(shown);
    const digits = { minimumFractionDigits: 3, maximumFractionDigits: 3 };
    const number = new Intl.NumberFormat(shown, digits);
    const change = new Intl.NumberFormat(shown, { ...digits, signDisplay: "exceptZero" });
    // All digits that a number has: a formatter rounds the shortest text for a number, which may be another half.
    const exactly = (value: number) => value.toFixed(60) as `${number}`;
    for (let step = -4000; step <= 4000; step++) {
      // Halves that are exact in binary, halves that are not, and what lies between them.
      const value = step / 4096 + step / 2000;
      if (value >= 0) expect(quantity(value)).toBe(number.format(exactly(value)));
      if (Math.abs(value) >= 0.0005)
        expect(delta(value)).toBe(change.format(exactly(value)).replace("-", "−"));
    }
  });
});

describe.each(["en", "ko"] as const)("a time in %s", (shown) => {
  it.each([0, -1, -1e12, 4_102_444_800_000, 253_402_300_799_999, 8.64e15, -8.64e15, 2 ** 53 - 1])(
    "is words for people at %d ms",
    async (ms) => {
      await setLanguage(shown);
      expect(dateTime(ms)).not.toMatch(/NaN|Invalid/);
      expect(dateTime(ms).length).toBeGreaterThan(8);
    },
  );

  it.each(["0020-01-01", "275760-09-13", "2027-02-31", "someday", "", "-0001-01-01"])(
    "is shown as it was stored where %j is no day",
    async (text) => {
      await setLanguage(shown);
      // A browser may read 31 February as 3 March. The other texts are no day anywhere.
      if (text !== "2027-02-31") expect(day(text)).toBe(text);
      expect(day(text)).not.toMatch(/NaN|Invalid/);
    },
  );

  it("has its year in four digits", async () => {
    await setLanguage(shown);
    expect(day("1000-01-01")).toContain("1000");
    expect(day("9999-12-31")).toContain("9999");
  });
});

describe("signs and units", () => {
  it.each([
    ["en", "−1,234", "−12.5%", "−2.5 pp", "+2.5 pp", "3.5 MB"],
    ["ko", "−1,234", "−12.5%", "−2.5%p", "+2.5%p", "3.5MB"],
  ] as const)("in %s have one style", async (shown, number, share, less, more, size) => {
    await setLanguage(shown);
    expect(count(-1234)).toBe(number);
    expect(percent(-0.125)).toBe(share);
    expect(points(-0.025)).toBe(less);
    expect(points(0.025)).toBe(more);
    expect(bytes(3_500_000)).toBe(size);
  });
});
describe("a time ago", () => {
  it.each([
    [0, "less than a minute ago", "1분 이내"],
    [61_000, "1 minute ago", "1분 전"],
    [7_200_000, "2 hours ago", "2시간 전"],
    [3 * 86_400_000, "3 days ago", "3일 전"],
    [1_500 * 86_400_000, "1,500 days ago", "1,500일 전"],
  ])("of %d ms is in its largest unit", async (ms, english, korean) => {
    await setLanguage("en");
    expect(ago(ms)).toBe(english);
    await setLanguage("ko");
    expect(ago(ms)).toBe(korean);
  });
});

it("joins a list as the language does", async () => {
  await setLanguage("en");
  expect(list(["A", "B", "C"])).toBe("A, B, and C");
});
