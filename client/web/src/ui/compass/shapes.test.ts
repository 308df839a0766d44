import { describe, expect, it } from "vitest";
import { SLOTS } from "../../model/engine";
import {
  along,
  angleOf,
  EDGE,
  GAUGE,
  GAUGES,
  HUB,
  lengthOf,
  needleAngle,
  RIM,
  shareOf,
  wordsAt,
} from "./shapes";

describe("petals", () => {
  it("have a length for every share and the share back from it", () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      expect(shareOf(lengthOf(percent / 100)) * 100).toBeCloseTo(percent, 9);
    }
    expect(shareOf(-50)).toBe(0);
    expect(shareOf(EDGE)).toBe(1);
  });

  it("use the room: an even share is near half of the way, everything still fits", () => {
    const part = (lengthOf(0.125) - HUB) / (RIM - HUB);
    expect(part).toBeGreaterThan(0.4);
    expect(part).toBeLessThan(0.5);
    expect(lengthOf(1)).toBeLessThan(GAUGE);
  });

  it("are measured along their own direction", () => {
    for (const slot of SLOTS) {
      const angle = angleOf(slot);
      expect(along(slot, Math.cos(angle) * 90, Math.sin(angle) * 90)).toBeCloseTo(90, 9);
      expect(along(slot, -Math.sin(angle) * 90, Math.cos(angle) * 90)).toBeCloseTo(0, 9);
    }
    expect(angleOf("N")).toBeCloseTo(-Math.PI / 2, 9);
  });
});

describe("gauges", () => {
  it("stand apart and grow clockwise", () => {
    for (const [index, key] of GAUGES.entries()) {
      expect(needleAngle(key, 0.6)).toBeGreaterThan(needleAngle(key, 0.5));
      const next = GAUGES[index + 1];
      if (next) expect(needleAngle(next, 0)).toBeGreaterThan(needleAngle(key, 1));
      expect(needleAngle(key, 7)).toBe(needleAngle(key, 1));
    }
  });
});

describe("wordsAt", () => {
  it("keeps the words of every slot off the tip of its petal, between the hub and the gauges", () => {
    for (const half of [
      { x: 22, y: 20 },
      { x: 40, y: 32 },
    ]) {
      for (const slot of SLOTS) {
        const angle = angleOf(slot);
        const along = Math.abs(Math.cos(angle)) * half.x + Math.abs(Math.sin(angle)) * half.y;
        for (let share = 0; share <= 1; share += 0.01) {
          const at = wordsAt(slot, share, half);
          expect(at - along).toBeGreaterThanOrEqual(HUB - 1e-9);
          expect(at + along).toBeLessThan(GAUGE);
        }
        expect(wordsAt(slot, 0.125, half) - lengthOf(0.125)).toBeGreaterThan(along - 8);
      }
    }
  });
});
