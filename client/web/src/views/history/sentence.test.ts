import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Changes, HistoryRow } from "../../model/engine";

// Node 20 has no navigator, which names the first language.
vi.stubGlobal("navigator", { languages: ["en"] });
vi.stubGlobal("self", globalThis);
const { setLanguage } = await import("../../i18n/language");
const { branches } = await import("../../state/history");
const { ROW_ROOM, sentenceOf } = await import("./sentence");

type Items = Changes["items"];

const row = (items: Items, more = 0, rest: Partial<HistoryRow> = {}): HistoryRow => ({
  commit: "c",
  kind: "commit",
  t_ms: 0,
  label: null,
  note: null,
  device: "d1",
  seq: 1,
  parents: [],
  state_hash: "",
  position: 1,
  synced: false,
  changes: { items, more },
  joined: [],
  ...rest,
});

const ITEMS: Items = [
  { type: "share", slot: "E", before: 0.125, after: 0.3 },
  { type: "added", node: "n", name: "jun" },
  { type: "horizon", horizon: "D30" },
];

describe("a line of the history", () => {
  beforeEach(() => setLanguage("en"));

  it("says what was done, in both languages", async () => {
    expect(sentenceOf(row(ITEMS))).toBe("Energy 12.5% → 30%, jun added, horizon 30 days");
    await setLanguage("ko");
    expect(sentenceOf(row(ITEMS))).toBe("에너지 12.5% → 30%, jun 추가, 전망 기간 30일");
  });

  it("lists what a row has room for, and counts the rest", () => {
    expect(sentenceOf(row(ITEMS), ROW_ROOM)).toBe("Energy 12.5% → 30%, jun added, horizon 30 days");
    expect(sentenceOf(row(ITEMS, 4), ROW_ROOM)).toBe("Energy 12.5% → 30%, jun added, and 5 more");
    expect(sentenceOf(row([...ITEMS, ...ITEMS], 4), 1)).toBe("Energy 12.5% → 30%, and 9 more");
    expect(sentenceOf(row([...ITEMS, ...ITEMS]))).not.toContain("more");
  });

  it.each<[Items, string]>([
    [[], "Same settings as before"],
    [[{ type: "equal" }], "Equal shares"],
    [[{ type: "goal", field: "due", written: false, due: null }], "Date deleted"],
    [[{ type: "goal", field: "due", written: true, due: "soon" }], "Date soon"],
    [[{ type: "goal", field: "why", written: true, due: null }], "Reason changed"],
    [[{ type: "named", node: "n", name: null }], "Name of a node deleted"],
    [[{ type: "removed", node: "n7", name: "\u200b" }], "n7 deleted"],
    [
      [{ type: "flow", a: "SELF", a_name: null, b: "n", b_name: "Jun", flow: 0.4 }],
      "Flow You → Jun 0.400",
    ],
  ])("%j", (items, english) => {
    expect(sentenceOf(row(items))).toBe(english);
  });

  it("names the devices of a merge, and numbers those that nothing names", () => {
    const names = ["", "Phone", "", ""];
    branches.value = {
      head: "h",
      total: 9,
      links: [],
      devices: names.map((name, at) => ({ device: `d${at}`, name, this: at === 0 })),
    };
    const joined = [3, 1, 2, 1].map((commits, at) => ({ device: `d${at}`, commits }));
    const merge = row([], 0, { kind: "merge", device: "", joined });
    expect(sentenceOf(merge)).toBe(
      "Joins 3 commits of this device, 1 commit of Phone, 2 commits of unknown device 1, and 1 commit of unknown device 2",
    );
    expect(sentenceOf({ ...merge, joined: joined.slice(1, 3) })).not.toMatch(/d\d/);
    expect(sentenceOf(row([], 0, { kind: "genesis" }))).toBe("");
  });
});
