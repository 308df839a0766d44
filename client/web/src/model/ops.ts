/** Building the list of pending node operations. Every function answers a new list. */
import type { NodeOp } from "./engine";

export function randomId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${prefix}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Later than every pending op, so that the stored order is the order of the person's actions. */
function stamp(ops: readonly NodeOp[], now: number): { op_id: string; t_ms: number } {
  const last = ops.reduce((latest, op) => Math.max(latest, op.t_ms), 0);
  return { op_id: randomId("op"), t_ms: Math.max(0, now, last + 1) };
}

export function createNode(ops: readonly NodeOp[], id: string, now: number): NodeOp[] {
  return [...ops, { ...stamp(ops, now), type: "NODE_CREATE", node: { id } }];
}

/** Deleting what is only pending takes it back instead. */
export function deleteNode(ops: readonly NodeOp[], id: string, now: number): NodeOp[] {
  const created = ops.find((op) => op.type === "NODE_CREATE" && op.node.id === id);
  if (created) return removeOp(ops, created.op_id);
  if (ops.some((op) => op.type === "NODE_DELETE" && op.node_id === id)) return [...ops];
  const kept = ops.filter((op) => !(op.type === "NODE_MASS_SCALE" && op.node_id === id));
  return [...kept, { ...stamp(ops, now), type: "NODE_DELETE", node_id: id }];
}

/** One pending scale for a node: moving its control again replaces it; 1 takes it back. */
export function scaleNode(
  ops: readonly NodeOp[],
  id: string,
  scale: number,
  now: number,
): NodeOp[] {
  const old = ops.find((op) => op.type === "NODE_MASS_SCALE" && op.node_id === id);
  const kept = ops.filter((op) => op !== old);
  if (scale === 1) return kept;
  const mark = old ? { op_id: old.op_id, t_ms: old.t_ms } : stamp(ops, now);
  return [...kept, { ...mark, type: "NODE_MASS_SCALE", node_id: id, scale }];
}

/** One pending flow for a directed edge. */
export function setFlow(
  ops: readonly NodeOp[],
  a: string,
  b: string,
  flow: number,
  now: number,
): NodeOp[] {
  const old = ops.find((op) => op.type === "EDGE_WEIGHT_SET" && op.a === a && op.b === b);
  const kept = ops.filter((op) => op !== old);
  const mark = old ? { op_id: old.op_id, t_ms: old.t_ms } : stamp(ops, now);
  return [...kept, { ...mark, type: "EDGE_WEIGHT_SET", a, b, flow }];
}

function touches(op: NodeOp, id: string): boolean {
  switch (op.type) {
    case "NODE_CREATE":
      return op.node.id === id;
    case "NODE_DELETE":
    case "NODE_MASS_SCALE":
      return op.node_id === id;
    case "EDGE_WEIGHT_SET":
      return op.a === id || op.b === id;
  }
}

/** Taking back a creation takes back what was done to the node since. */
export function removeOp(ops: readonly NodeOp[], opId: string): NodeOp[] {
  const gone = ops.find((op) => op.op_id === opId);
  if (!gone) return [...ops];
  if (gone.type === "NODE_CREATE") return ops.filter((op) => !touches(op, gone.node.id));
  return ops.filter((op) => op !== gone);
}

export function pendingScale(ops: readonly NodeOp[], id: string): number {
  for (const op of ops) {
    if (op.type === "NODE_MASS_SCALE" && op.node_id === id) return op.scale ?? 1;
  }
  return 1;
}
