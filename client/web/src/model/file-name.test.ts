import { describe, expect, it } from "vitest";
import { fileName } from "./file-name";

const NOW = new Date(2030, 0, 31, 0, 5);

describe("file names", () => {
  it.each([
    ["Cross the Alps", "autus-Cross-the-Alps-2030-01-31.json"],
    ["알프스 넘기", "autus-알프스-넘기-2030-01-31.json"],
    ["../../etc/passwd", "autus-etc-passwd-2030-01-31.json"],
    ['a:b*c?"<>|', "autus-a-b-c-2030-01-31.json"],
    ["…", "autus-goal-2030-01-31.json"],
    ["목표".normalize("NFD"), "autus-목표-2030-01-31.json"],
    ["ก็ได้", "autus-ก็ได้-2030-01-31.json"],
    [`${"x".repeat(39)}${"e\u0301\u0302"}`, `autus-${"x".repeat(39)}-2030-01-31.json`],
    ["x".repeat(200), `autus-${"x".repeat(40)}-2030-01-31.json`],
  ])("are safe for %s", (name, expected) => {
    expect(fileName(name, "json", NOW)).toBe(expected);
  });

  it("have the day of the device, not of another time zone", () => {
    expect(fileName("x", "csv", new Date(2030, 11, 31, 23, 59))).toBe("autus-x-2030-12-31.csv");
  });

  it("have the whole year of a clock that is far off", () => {
    expect(fileName("x", "csv", new Date(275760, 0, 2))).toBe("autus-x-275760-01-02.csv");
    expect(fileName("x", "csv", new Date(1969, 11, 31))).toBe("autus-x-1969-12-31.csv");
  });
});
