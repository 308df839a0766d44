import { describe, expect, it } from "vitest";
import { equalShares } from "./allocations";
import { draftChange } from "./draft-changes";
import type { Draft } from "./engine";

const DRAFT: Draft = {
  page1: { mass_modifier: 0, volume_override: 0.5, horizon_override: "D1" },
  page2: {
    ...{ mass_filter: 0, flow_filter: 0, sigma_filter: 1 },
    ...{ virtual_anchor_shift: [0, 0], ops: [] },
  },
  page3: { allocations: equalShares() },
};
const { page1, page2 } = DRAFT;
const op = { type: "NODE_DELETE", op_id: "o", t_ms: 0, node_id: "n" } as const;

describe("draftChange", () => {
  it.each([
    ["mass_modifier", { page1: { ...page1, mass_modifier: 0.1 } }],
    ["volume_override", { page1: { ...page1, volume_override: 0.6 } }],
    ["horizon_override", { page1: { ...page1, horizon_override: "D7" } }],
    ["view", { page2: { ...page2, flow_filter: 0.1, virtual_anchor_shift: [0, 1] } }],
    ["graph", { page2: { ...page2, ops: [op] } }],
    ["shares", { page3: { allocations: { ...equalShares(), E: 0.5 } } }],
    ["several", { page1: { ...page1, mass_modifier: 1, volume_override: 0.6 } }],
  ] as [string, Partial<Draft>][])("names %s", (name, part) => {
    expect(draftChange(DRAFT, { ...DRAFT, ...part })).toBe(name);
    expect(draftChange({ ...DRAFT, ...part }, DRAFT)).toBe(name);
  });

  it("names a beginning and an end, and nothing where nothing differs", () => {
    expect(draftChange(null, DRAFT)).toBe("begin");
    expect(draftChange(DRAFT, null)).toBe("discard");
    expect(draftChange(null, null)).toBeNull();
    expect(draftChange(DRAFT, structuredClone(DRAFT))).toBeNull();
  });
});
