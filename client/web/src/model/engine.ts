/** The engine's documents, events and constants: the generated contract, and what follows from it. */
import type {
  Code,
  EdgeWeightSet,
  EngineEvent,
  Input,
  NewNode,
  NodeCreate,
  NodeDelete,
  NodeMassScale,
  Page1,
  Page2,
  Page3,
  Problem,
} from "./contract";

export * from "./contract";

/** A node operation in a patch. The engine fills in what a new node leaves out. */
export type NodeOp =
  | (Omit<NodeCreate, "node"> & { node: Pick<NewNode, "id"> & Partial<NewNode> })
  | NodeDelete
  | NodeMassScale
  | EdgeWeightSet;

/** A change of one page of the draft. */
export type PagePatch =
  | { page: 1; patch: Partial<Page1> }
  | { page: 2; patch: Partial<Omit<Page2, "ops"> & { ops: NodeOp[] }> }
  | { page: 3; patch: Page3 };

export type CommitFilter = Omit<Input<"find">, "vault">;

/**
 * loading: nothing of Python yet, and the bytes that the network has brought of it · kernel: Python is starting · ready: this tab holds the writer lock ·
 * follower: another tab holds it, and calls of this tab run there · locked: the engine runs, and waits for what unlocks
 * the device · failed: the engine did not start.
 */
export type BootPhase =
  | { phase: "loading"; done?: number; total?: number }
  | { phase: "kernel" | "ready" | "follower" }
  | ({ phase: "locked" } & Unlocks)
  | { phase: "failed"; code: string; detail: string };

/** What unlocks the device: the kinds of ways in, and the PIN with the guesses that are left, null without one. */
export interface Unlocks {
  kinds: readonly string[];
  guesses: number | null;
}

/** What the refusal LOCKED says. */
export function unlocksOf({ kinds, guesses }: Problem): Unlocks {
  return {
    kinds: Array.isArray(kinds) ? kinds.map(String) : [],
    guesses: typeof guesses === "number" ? guesses : null,
  };
}

export type ClientEvent = ({ type: "phase" } & BootPhase) | EngineEvent;

export type Persistence = "persisted" | "best-effort" | "unknown";

/** A refusal that this client itself gives. */
export type ClientProblem = Problem & { code: Code };

/** A refused call rejects with this. */
export class EngineError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ? `${problem.code}: ${problem.detail}` : problem.code);
    this.name = "EngineError";
    this.problem = problem;
  }
}
