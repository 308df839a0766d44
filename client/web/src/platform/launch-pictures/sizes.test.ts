import { describe, expect, it } from "vitest";
import { mediaOf, pixelsOf } from "./sizes";

const PHONE = { width: 390, height: 844, density: 3 };

describe("the pictures of a start from the home screen", () => {
  it("have exactly the pixels of the screen, upright and on its side", () => {
    expect(pixelsOf(PHONE, "portrait")).toEqual([1170, 2532]);
    expect(pixelsOf(PHONE, "landscape")).toEqual([2532, 1170]);
  });

  it("are the same however the device is held when they are drawn", () => {
    const onItsSide = { ...PHONE, width: PHONE.height, height: PHONE.width };
    for (const orientation of ["portrait", "landscape"] as const) {
      expect(pixelsOf(onItsSide, orientation)).toEqual(pixelsOf(PHONE, orientation));
      expect(mediaOf(onItsSide, orientation)).toBe(mediaOf(PHONE, orientation));
    }
  });

  it("are for this screen alone", () => {
    expect(mediaOf(PHONE, "portrait")).toBe(
      "(device-width: 390px) and (device-height: 844px) and (-webkit-device-pixel-ratio: 3) and (orientation: portrait)",
    );
  });
});
