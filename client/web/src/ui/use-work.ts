import { useState } from "preact/hooks";
import type { Problem } from "../model/engine";
import { problemOf } from "../model/problem";
import { returnFocus } from "./focus";

/** One thing at a time, and what it was refused for. */
export function useWork() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (work: () => Promise<void>) => {
    if (busy) return;
    // Its button is disabled meanwhile and loses the focus.
    const began = document.activeElement;
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
      returnFocus(began);
    }
  };
  return { busy, problem, run };
}
