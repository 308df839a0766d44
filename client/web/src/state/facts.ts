/** What the explanations of terms tell of the open goal and no page has read yet. It is read when somebody asks. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { view } from "./app";
import { lookBack, readThenAndNow, thenAndNow } from "./then-now";
import { readWhatIfs } from "./whatifs";

const merges = signal<{ vault: string; head: string; count: number } | null>(null);
/** The goal and the head of which the facts were asked for. */
let asked = "";

async function read(vault: string, head: string, commits: number): Promise<void> {
  try {
    readThenAndNow(vault, head, lookBack(commits));
    const [found] = await Promise.all([
      engine.call("find", { vault, kind: "merge" }),
      readWhatIfs(),
    ]);
    merges.value = { vault, head: found.head, count: found.positions.length };
  } catch {
    // The next question asks again.
    asked = "";
  }
}

/** Reads what is not known of the open goal at its head. */
export function readFacts(): void {
  const goal = view.peek();
  if (!goal || asked === `${goal.vault} ${goal.head}`) return;
  asked = `${goal.vault} ${goal.head}`;
  void read(goal.vault, goal.head, goal.commits);
}

/** How many merges the open goal has, null before the answer. */
export function mergesOf(vault: string, head: string): number | null {
  const known = merges.value;
  return known?.vault === vault && known.head === head ? known.count : null;
}

/** The past trajectories of the last commits of a goal, oldest first, null before the answer. */
export function pastTrajectories(vault: string, head: string, commits: number) {
  const known = thenAndNow.value;
  if (known?.vault !== vault || known.head !== head) return null;
  return lookBack(commits).flatMap((position) => known.items.get(position) ?? []);
}
