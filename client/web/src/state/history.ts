/** A long history in pages: only what is scrolled to is fetched. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { type FilterChange, isFiltered, refineFilter } from "../model/commit-filter";
import type { Branches, CommitFilter, HistoryRow } from "../model/engine";
import { announceProblem } from "./app";

export const PAGE_ROWS = 100;
const PAGES_CACHED_MAX = 40;

export interface Timeline {
  vault: string;
  head: string;
  /** How many rows are listed, and of how many commits. */
  total: number;
  all: number;
  /** What the filter has found, newest first; null while nothing is filtered. */
  positions: readonly number[] | null;
  pages: ReadonlyMap<number, readonly HistoryRow[]>;
}

export const timeline = signal<Timeline | null>(null);
export const filter = signal<CommitFilter>({});
export const branches = signal<Branches | null>(null);

let generation = 0;
const asked = new Set<number>();

/** Starts over for a vault at a head; pages of an older head or another filter are never mixed in. */
export async function openTimeline(vault: string, head: string): Promise<void> {
  generation += 1;
  const mine = generation;
  // Devices of one goal say nothing in another.
  if (timeline.peek() && timeline.peek()?.vault !== vault) filter.value = {};
  const by = filter.peek();
  asked.clear();
  asked.add(0);
  try {
    const found = isFiltered(by) ? await engine.call("find", { vault, ...by }) : null;
    if (mine !== generation) return;
    const positions = found?.positions ?? null;
    const first = await (positions
      ? engine.call("rows", { vault, positions: positions.slice(0, PAGE_ROWS) })
      : engine.call("history", { vault, limit: PAGE_ROWS }));
    if (mine !== generation) return;
    timeline.value = {
      vault,
      head,
      total: positions?.length ?? first.total,
      all: first.total,
      positions,
      pages: new Map([[0, first.rows]]),
    };
  } catch (error) {
    announceProblem(error);
  }
}

/** Where the history is not a line; asked for once a head. */
export async function openBranches(vault: string, head: string): Promise<void> {
  if (branches.peek()?.head === head) return;
  try {
    const answer = await engine.call("branches", { vault });
    branches.value = answer;
  } catch (error) {
    announceProblem(error);
  }
}

export function setFilter(vault: string, head: string, change: FilterChange): void {
  filter.value = refineFilter(filter.peek(), change);
  void openTimeline(vault, head);
}

export function clearFilter(vault: string, head: string): void {
  filter.value = {};
  void openTimeline(vault, head);
}

export function positionAt(line: Timeline, index: number): number {
  return line.positions ? (line.positions[index] ?? 0) : line.total - 1 - index;
}

/** The row of a position, -1 where the filter leaves it out. */
export function indexOf(line: Timeline, position: number): number {
  return line.positions ? line.positions.indexOf(position) : line.total - 1 - position;
}

export function rowAt(line: Timeline, index: number): HistoryRow | undefined {
  return line.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
}

/** Fetches the pages that rows `from` to `to` (newest = 0) lie on. */
export function requestRows(from: number, to: number): void {
  const line = timeline.value;
  if (!line) return;
  const last = Math.min(to, line.total - 1);
  for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS <= last; page += 1) {
    if (!asked.has(page)) void fetchPage(line, page);
  }
}

async function fetchPage(line: Timeline, page: number): Promise<void> {
  const mine = generation;
  asked.add(page);
  try {
    const first = page * PAGE_ROWS;
    const length = Math.min(PAGE_ROWS, line.total - first);
    const positions = Array.from({ length }, (_, index) => positionAt(line, first + index));
    const { rows } = await engine.call("rows", { vault: line.vault, positions });
    const present = timeline.value;
    if (mine !== generation || !present) return;
    const pages = new Map(present.pages);
    pages.set(page, rows);
    for (const old of pages.keys()) {
      if (pages.size <= PAGES_CACHED_MAX) break;
      if (old !== 0 && old !== page) {
        pages.delete(old);
        asked.delete(old);
      }
    }
    timeline.value = { ...present, pages };
  } catch (error) {
    asked.delete(page);
    announceProblem(error);
  }
}
