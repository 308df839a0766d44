/** Every refusal as `{code, detail}`, whatever threw it. */
import { KernelError, type Problem } from "../kernel/types";

const RECENT_MAX = 10;
const recent: string[] = [];

/** The codes of what was refused since this page was opened, newest last. */
export const recentProblems = (): readonly string[] => recent;

export function noteProblem(problem: Problem): void {
  recent.push(problem.code);
  if (recent.length > RECENT_MAX) recent.shift();
}

export function problemOf(error: unknown): Problem {
  if (error instanceof KernelError) return error.problem;
  if (typeof error === "object" && error !== null && "code" in error) {
    const { code, detail } = error as { code: unknown; detail?: unknown };
    if (typeof code === "string") {
      return { ...error, code, detail: typeof detail === "string" ? detail : "" };
    }
  }
  return { code: "UNEXPECTED", detail: error instanceof Error ? error.message : String(error) };
}
