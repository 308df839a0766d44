import { beforeEach, describe, expect, it, vi } from "vitest";

// Node 20 has no navigator, which names the first language.
vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("../../i18n/language");
const { dueText, lastText } = await import("./look-back-text");

const DAY_MS = 86_400_000;
const NOW = 1_000 * DAY_MS;

describe("what has passed", () => {
  beforeEach(() => setLanguage("en"));

  it.each([
    [null, "No commit since the start"],
    [NOW, "Last commit less than a minute ago"],
    [NOW - DAY_MS, "Last commit 1 day ago"],
    [NOW - 400 * DAY_MS, "Last commit 400 days ago"],
    [9e15, "later than the clock of this device"],
  ])("since a commit at %s", (at, text) => {
    expect(lastText(at, NOW)).toContain(text);
  });

  it.each([
    [0, "The date is today"],
    [1, "1 day to the date"],
    [104, "104 days to the date"],
    [-1, "The date was 1 day ago"],
    [-30, "The date was 30 days ago"],
  ])("or is to come: %d days", (days, text) => {
    expect(dueText(days)).toBe(text);
  });

  it("is said in Korean too", async () => {
    await setLanguage("ko");
    expect(lastText(NOW - 3 * DAY_MS, NOW)).toContain("3일 전");
    expect(dueText(-2)).toContain("2일");
  });
});
