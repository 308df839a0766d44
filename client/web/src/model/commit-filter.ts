/** What the list of commits is narrowed to. */
import type { CommitFilter } from "./engine";

/** What is undefined or empty is no longer asked for. */
export type FilterChange = { [K in keyof CommitFilter]?: CommitFilter[K] | undefined };

export function isFiltered(by: CommitFilter): boolean {
  return Object.values(by).some((value) => value);
}

/** `by` with one thing changed; what is empty filters nothing. */
export function refined(by: CommitFilter, change: FilterChange): CommitFilter {
  const next = Object.entries({ ...by, ...change }).filter(([, value]) => value);
  return Object.fromEntries(next) as CommitFilter;
}
