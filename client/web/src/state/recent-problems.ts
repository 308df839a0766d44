/** The problems that this page has shown. */
import type { Problem } from "../model/engine";

const RECENT_MAX = 10;
const recent: string[] = [];

/** The codes of what was refused since this page was opened, newest last. */
export const recentProblems = (): readonly string[] => recent;

export function noteProblem(problem: Problem): void {
  recent.push(problem.code);
  if (recent.length > RECENT_MAX) recent.shift();
}
