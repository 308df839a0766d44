import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SLICES_OF_THE_APP = ["hangul", "latin"];
/** What a first visit may load beside the engine. */
const BYTES_MAX = 350_000;
const source = join(import.meta.dirname, "..");
const sheet = readFileSync(join(import.meta.dirname, "fonts.css"), "utf8");

/** The code points of each slice by its name, in the order of the style sheet. */
const slices = [...sheet.matchAll(/fonts\/([\w-]+)\.woff2[^}]*unicode-range:([^;]+);/g)].map(
  ([, name = "", ranges = ""]) => ({
    name,
    ranges: ranges.split(",").map((range) => {
      const [first = "", last = first] = range.trim().replace("U+", "").split("-");
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
    }),
  }),
);

/** The slice that a browser takes: the last one that has the character. */
function sliceOf(letter: string): string | undefined {
  const point = letter.codePointAt(0) ?? 0;
  return slices.findLast(({ ranges }) => ranges.some(([a, b]) => a <= point && point <= b))?.name;
}

describe("the slices of the font", () => {
  const texts = readdirSync(join(source, "i18n"), { recursive: true, encoding: "utf8" })
    .filter((name) => /^(en|ko)\//.test(name))
    .map((name) => readFileSync(join(source, "i18n", name), "utf8"))
    .join("");

  it("have every letter that a text of the app has", () => {
    const missing = [...new Set(texts)].filter((letter) => letter > " " && !sliceOf(letter));
    expect(missing).toEqual([]);
  });

  it("stay within the budget of a first visit, were every text of the app shown", () => {
    const needed = new Set([...texts].map(sliceOf));
    for (const name of SLICES_OF_THE_APP) expect(needed).toContain(name);
    const bytes = [...needed]
      .filter((name) => name !== undefined)
      .map((name) => statSync(join(import.meta.dirname, "fonts", `${name}.woff2`)).size);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(BYTES_MAX);
  });

  it("have every syllable of Korean", () => {
    for (let point = 0xac00; point <= 0xd7a3; point++)
      if (!sliceOf(String.fromCodePoint(point))) expect(point).toBe(0);
  });
});
