import { describe, expect, it, vi } from "vitest";
import { LANGUAGES } from "../../model/engine";
import { MORE_PAGES, PAGES } from "../../model/pages";

// Node 20 has no navigator, which names the first language.
vi.stubGlobal("navigator", { languages: ["en"] });
const { setLanguage } = await import("../../i18n/language");
const { titleOf } = await import("./title");

const ALL = [...PAGES, ...MORE_PAGES, "data"] as const;

describe("titleOf", () => {
  it.each(LANGUAGES)("differs by page and by goal (%s)", async (language) => {
    await setLanguage(language);
    const titles = ALL.map((page) => titleOf(page, "Alps"));
    expect(new Set(titles).size).toBe(ALL.length);
    for (const title of titles) expect(title.endsWith(" · AUTUS")).toBe(true);
    expect(titleOf("history", "Alps")).not.toBe(titleOf("history", "Boat"));
    expect(titleOf("history", "Alps")).toContain(" · Alps · ");
    expect(titleOf("devices", "Alps")).toBe(titleOf("devices", "Boat"));
    expect(titleOf("goal", undefined)).toBe("AUTUS");
  });
});
