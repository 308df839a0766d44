import { describe, expect, it } from "vitest";
import { equalShares } from "./allocations";
import { changeOf, isChanged, NO_EDITS, shownPage1, shownShares } from "./another-past";
import type { Draft } from "./engine";

const op = { op_id: "o", t_ms: 1, type: "NODE_DELETE", node_id: "n1" } as const;
const draft = {
  page1: { mass_modifier: 0.1, volume_override: 0.5, horizon_override: "D7" },
  page2: { ops: [op] },
  page3: { allocations: equalShares() },
} as unknown as Draft;

describe("a change of a past commit", () => {
  it("has only what differs from the committed draft", () => {
    expect(changeOf("c", draft, NO_EDITS)).toEqual({ commit: "c" });
    const back = { ...NO_EDITS, page1: { volume_override: 0.5 }, allocations: equalShares() };
    expect(isChanged(changeOf("c", draft, back))).toBe(false);
    const edits = { ...NO_EDITS, page1: { volume_override: 0.7, mass_modifier: 0.1 } };
    expect(changeOf("c", draft, edits)).toEqual({ commit: "c", page1: { volume_override: 0.7 } });
    const allocations = { ...equalShares(), N: 0.3 };
    expect(changeOf("c", draft, { ...NO_EDITS, allocations })).toEqual({
      commit: "c",
      page3: { allocations },
    });
  });

  it("takes operations out, where there are any, or the whole commit", () => {
    const edits = { ...NO_EDITS, withoutOps: true };
    expect(changeOf("c", draft, edits)).toEqual({ commit: "c", page2: { ops: [] } });
    const plain = { ...draft, page2: { ...draft.page2, ops: [] } };
    expect(isChanged(changeOf("c", plain, edits))).toBe(false);
    expect(changeOf("c", draft, { ...edits, leftOut: true })).toEqual({
      commit: "c",
      left_out: true,
    });
  });

  it("shows the committed values until they are moved", () => {
    expect(shownPage1(draft, { ...NO_EDITS, page1: { volume_override: 0.7 } })).toEqual({
      ...draft.page1,
      volume_override: 0.7,
    });
    expect(shownShares(draft, NO_EDITS)).toBe(draft.page3.allocations);
  });
});
