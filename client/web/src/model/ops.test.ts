import { describe, expect, it } from "vitest";
import type { NodeOp } from "./engine";
import {
  createNode,
  deleteNode,
  pendingScale,
  randomId,
  removeOp,
  scaleNode,
  setFlow,
} from "./ops";

const NOW = 1000;

describe("pending operations", () => {
  it("makes ids that physics accepts", () => {
    expect(randomId("n")).toMatch(/^n-[0-9a-f]{16}$/);
    expect(randomId("n")).not.toBe(randomId("n"));
  });

  it("stamps each later than the one before, whatever the clock says", () => {
    let ops: NodeOp[] = createNode([], "a", NOW);
    ops = createNode(ops, "b", NOW - 500);
    expect(ops.map((op) => op.t_ms)).toEqual([NOW, NOW + 1]);
  });

  it("takes back a creation instead of deleting what is only pending, with all done to it since", () => {
    let ops = createNode([], "a", NOW);
    ops = scaleNode(ops, "a", 1.5, NOW);
    ops = setFlow(ops, "SELF", "a", 0.5, NOW);
    ops = setFlow(ops, "SELF", "kept", 0.5, NOW);
    expect(deleteNode(ops, "a", NOW)).toEqual([ops[3]]);
  });

  it("drops a pending scale of a node that is deleted, and deletes once", () => {
    let ops = scaleNode([], "a", 2, NOW);
    ops = deleteNode(ops, "a", NOW);
    ops = deleteNode(ops, "a", NOW);
    expect(ops.map((op) => op.type)).toEqual(["NODE_DELETE"]);
  });

  it("keeps one scale for a node; 1 takes it back", () => {
    let ops = scaleNode([], "a", 1.2, NOW);
    const [first] = ops;
    ops = scaleNode(ops, "a", 1.4, NOW + 50);
    expect(ops).toEqual([{ ...first, scale: 1.4 }]);
    expect(pendingScale(ops, "a")).toBe(1.4);
    expect(scaleNode(ops, "a", 1, NOW)).toEqual([]);
    expect(pendingScale([], "a")).toBe(1);
  });

  it("keeps one flow for a directed edge", () => {
    let ops = setFlow([], "a", "b", 0.1, NOW);
    ops = setFlow(ops, "b", "a", 0.2, NOW);
    ops = setFlow(ops, "a", "b", 0.9, NOW);
    expect(ops.map((op) => op.type === "EDGE_WEIGHT_SET" && [op.a, op.b, op.flow])).toEqual([
      ["b", "a", 0.2],
      ["a", "b", 0.9],
    ]);
  });

  it("takes back one operation and leaves the rest", () => {
    const ops = deleteNode(scaleNode([], "b", 2, NOW), "a", NOW);
    expect(removeOp(ops, ops[0]?.op_id ?? "")).toEqual([ops[1]]);
    expect(removeOp(ops, "unknown")).toEqual(ops);
  });
});
