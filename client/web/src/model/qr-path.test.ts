import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { describe, expect, it } from "vitest";
import { qrPath } from "./qr-path";

const SCALE = 4;

/** A picture of the path, as a camera would see it straight on. */
function drawn(path: string, size: number) {
  const width = size * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const [left, right] = [Number(x) * SCALE, (Number(x) + Number(run)) * SCALE];
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let column = left; column < right; column++)
        data.fill(0, 4 * (row * width + column), 4 * (row * width + column) + 3);
  }
  return { width, height: width, data };
}

describe("the path of a QR code", () => {
  it("is read back as the text that it was made of", () => {
    for (const text of [
      "https://goals.example/#/compare/0315254156167098322746845528635261891297",
      "http://127.0.0.1:8000/#/compare/9999999999999999999999999999999999999999",
      "1",
    ]) {
      const rows = encodeQR(text, "raw", { border: 4 });
      expect(decodeQR(drawn(qrPath(rows), rows.length))).toBe(text);
    }
  });

  it("has each dark square once", () => {
    const rows = encodeQR("autus", "raw", { border: 4 });
    const runs = [...qrPath(rows).matchAll(/h(\d+)v/g)].map(([, run]) => Number(run));
    const dark = rows.flat().filter(Boolean).length;
    expect(runs.reduce((sum, run) => sum + run, 0)).toBe(dark);
  });
});
