import { describe, expect, it } from "vitest";
import { bandAt, outlineOf, SIZE, spanAt, widthsOf } from "./bands";

describe("bands", () => {
  it("give every number the same width and leave gaps", () => {
    const widths = widthsOf([0, 1, 3]);
    expect(widths).toEqual([
      { from: 0, to: 250 },
      { from: 250, to: 500 },
      { from: 750, to: SIZE },
    ]);
    expect(widthsOf([])).toEqual([]);
  });

  it("stack shares from the bottom", () => {
    const widths = widthsOf([0, 1]);
    expect(outlineOf(widths, [0, 0.5], [0.25, 0.5])).toBe(
      "M0,1000V750H500V500H1000V500H500V1000H0Z",
    );
  });

  it("leave a gap open", () => {
    const outline = outlineOf(widthsOf([0, 2]), [0, 0], [1, 1]);
    expect(outline.match(/M/g)).toHaveLength(2);
  });

  it("find the span at a place, also beside a gap", () => {
    const widths = widthsOf([0, 1, 3]);
    expect([-5, 10, 300, 520, 740, 2000].map((place) => spanAt(widths, place))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    expect(spanAt([], 3)).toBe(-1);
  });

  it("find the share at a height, and never an empty one", () => {
    const shares = [0, 0.25, 0, 0.75, 0];
    expect([-1, 0, 0.25, 0.26, 1, 2].map((height) => bandAt(shares, height))).toEqual([
      1, 1, 1, 3, 3, 3,
    ]);
  });
});
