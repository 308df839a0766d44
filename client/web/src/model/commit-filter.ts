/** The filter of the list of commits. */
import type { CommitFilter } from "./engine";

/** An undefined or empty field removes that filter. */
export type FilterChange = { [K in keyof CommitFilter]?: CommitFilter[K] | undefined };

export function isFiltered(by: CommitFilter): boolean {
  return Object.values(by).some((value) => value);
}

/** Applies `change` to a filter and drops empty fields. */
export function refineFilter(by: CommitFilter, change: FilterChange): CommitFilter {
  const next = Object.entries({ ...by, ...change }).filter(([, value]) => value);
  return Object.fromEntries(next) as CommitFilter;
}
