import { describe, expect, it } from "vitest";
import { daysUntil, elapsedOf, weekBefore, weekStarts } from "./days";

const at = (text: string) => Date.parse(text);

describe("an elapsed time", () => {
  it.each([
    [0, "minute", 0],
    [59_999, "minute", 0],
    [3_599_999, "minute", 59],
    [3_600_000, "hour", 1],
    [86_399_999, "hour", 23],
    [86_400_000, "day", 1],
    [3_000 * 86_400_000, "day", 3_000],
  ])("of %d ms is in whole %ss", (ms, unit, count) => {
    expect(elapsedOf(ms)).toEqual({ unit, count });
  });
});

describe("days of the calendar", () => {
  it.each([
    ["2026-11-30T23:59:59", "2026-12-01", 1],
    ["2026-11-30T00:00:00", "2026-11-30", 0],
    ["2026-11-30T23:59:59", "2026-11-30", 0],
    ["2026-11-30T00:00:01", "2026-11-29", -1],
    ["2026-03-01T12:00:00", "2026-04-01", 31],
    ["2026-10-01T12:00:00", "2026-11-02", 32],
    ["2028-02-28T12:00:00", "2028-03-01", 2],
  ])("from %s to %s are counted by date", (now, day, days) => {
    expect(daysUntil(day, at(now))).toBe(days);
  });

  it("are not counted to a text that is no day", () => {
    for (const text of ["", "soon", "2026-13-40", "0026-01-01", "2026-1-1"]) {
      expect(daysUntil(text, at("2026-11-30T12:00:00"))).toBeNull();
    }
  });

  it("go back a week to the same time of day", () => {
    for (const day of ["2026-03-30", "2026-11-02", "2027-01-03"]) {
      const now = at(`${day}T09:30:00`);
      const then = new Date(weekBefore(now));
      expect([then.getHours(), then.getMinutes()]).toEqual([9, 30]);
      expect(daysUntil(day, then.getTime())).toBe(7);
    }
  });
});

describe("weeks", () => {
  it("begin on the Monday of the first day, across changes of the clock", () => {
    const starts = weekStarts(at("2026-10-21T15:00:00"), at("2026-11-09T00:00:00"), 600);
    expect(starts.map((it) => new Date(it).toDateString())).toEqual([
      "Mon Oct 19 2026",
      "Mon Oct 26 2026",
      "Mon Nov 02 2026",
      "Mon Nov 09 2026",
    ]);
  });

  it("are one for one commit, and no more than asked for", () => {
    const sunday = at("2026-11-29T23:59:00");
    expect(weekStarts(sunday, sunday, 600)).toEqual([at("2026-11-23T00:00:00")]);
    for (const most of [1, 7, 600]) {
      const starts = weekStarts(0, 8.64e15, most);
      expect(starts.length).toBeLessThanOrEqual(most);
      expect([...starts].sort((a, b) => a - b)).toEqual(starts);
    }
  });
});
