import { describe, expect, it } from "vitest";
import { layout } from "../../model/layout";
import { isArrow, nextInDirection } from "./directions";

const ARROWS = ["ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"];

describe("nextInDirection", () => {
  const places = new Map([
    ["SELF", { x: 0, y: 0 }],
    ["east", { x: 100, y: 10 }],
    ["far", { x: 300, y: 0 }],
    ["aside", { x: 20, y: -90 }],
  ]);
  const ids = [...places.keys()];

  it("takes what lies straight ahead, and nothing behind", () => {
    expect(nextInDirection(places, ids, "SELF", "ArrowRight")).toBe("east");
    expect(nextInDirection(places, ids, "east", "ArrowRight")).toBe("far");
    expect(nextInDirection(places, ids, "SELF", "ArrowUp")).toBe("aside");
    expect(nextInDirection(places, ids, "SELF", "ArrowLeft")).toBeNull();
    expect(nextInDirection(places, ["SELF", "far"], "SELF", "ArrowRight")).toBe("far");
    expect(nextInDirection(places, ids, "nowhere", "ArrowRight")).toBeNull();
  });

  it("reaches every node of a settled graph from SELF by arrows alone", () => {
    const all = ["SELF", ...Array.from({ length: 60 }, (_, index) => `n-${index * 7919}`)];
    const links = all.slice(1).map((b, index) => ({ a: all[Math.floor(index / 3)] ?? "SELF", b }));
    const settled = layout("SELF", all, links);
    const reached = new Set(["SELF"]);
    for (const id of reached) {
      for (const key of ARROWS) {
        const next = nextInDirection(settled, all, id, key);
        if (next) reached.add(next);
      }
    }
    expect(reached.size).toBe(all.length);
  });
});

describe("isArrow", () => {
  it("knows the four", () => {
    expect(ARROWS.every(isArrow)).toBe(true);
    expect(isArrow("Enter")).toBe(false);
  });
});
