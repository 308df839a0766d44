import { describe, expect, it } from "vitest";
import { fileName } from "./file-name";

const NOW = new Date(Date.UTC(2030, 0, 31, 12));

describe("file names", () => {
  it.each([
    ["Cross the Alps", "autus-Cross-the-Alps-2030-01-31.json"],
    ["알프스 넘기", "autus-알프스-넘기-2030-01-31.json"],
    ["../../etc/passwd", "autus-etc-passwd-2030-01-31.json"],
    ['a:b*c?"<>|', "autus-a-b-c-2030-01-31.json"],
    ["…", "autus-goal-2030-01-31.json"],
    ["x".repeat(200), `autus-${"x".repeat(40)}-2030-01-31.json`],
  ])("are safe for %s", (name, expected) => {
    expect(fileName(name, "json", NOW)).toBe(expected);
  });
});
