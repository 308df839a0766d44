import { describe, expect, it, vi } from "vitest";

// Node 20 has no navigator, which names the first language.
vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("../state/prefs");
const { delta } = await import("./format");

describe.each(["en", "ko"] as const)("a change in %s", (shown) => {
  it.each([
    [0, "0.000"],
    [-0, "0.000"],
    [0.0125, "+0.013"],
    [-0.2, "-0.200"],
    [0.0005, "+0.001"],
    [0.00042, "<\u00a0+0.001"],
    [-0.00042, ">\u00a0-0.001"],
    [-0.000001, ">\u00a0-0.001"],
  ])("of %f has three digits and never hides its direction", (value, text) => {
    setLanguage(shown);
    expect(delta(value)).toBe(text);
  });
});
