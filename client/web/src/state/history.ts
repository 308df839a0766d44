/** A long history in pages: only what is scrolled to is fetched. */
import { signal } from "@preact/signals";
import { api } from "../kernel/api";
import type { CommitRow, Context, StateDocument } from "../kernel/types";
import { announceProblem } from "./app";

export const PAGE_ROWS = 100;
const PAGES_KEPT = 40;

export interface Timeline {
  vault: string;
  head: string;
  total: number;
  /** Position of the newest row minus (total - 1): positions may count from 0 or 1. */
  offset: number;
  pages: ReadonlyMap<number, readonly CommitRow[]>;
}

export const timeline = signal<Timeline | null>(null);

export interface Moment {
  live: StateDocument;
  context: Context;
  row: CommitRow;
}
export const moment = signal<Moment | null>(null);

let generation = 0;
const asked = new Set<number>();

/** Starts over for a vault at a head; pages of an older head are never mixed in. */
export async function openTimeline(vault: string, head: string): Promise<void> {
  generation += 1;
  const mine = generation;
  asked.clear();
  asked.add(0);
  try {
    const { rows, total } = await api.history({ vault, limit: PAGE_ROWS });
    if (mine !== generation) return;
    const offset = (rows[0]?.position ?? total - 1) - (total - 1);
    timeline.value = { vault, head, total, offset, pages: new Map([[0, rows]]) };
  } catch (error) {
    announceProblem(error);
  }
}

export function rowAt(line: Timeline, index: number): CommitRow | undefined {
  return line.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
}

/** Fetches the pages that rows `from` to `to` (newest = 0) lie on. */
export function needRows(from: number, to: number): void {
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
    const before = line.total - page * PAGE_ROWS + line.offset;
    const { rows } = await api.history({ vault: line.vault, before, limit: PAGE_ROWS });
    const present = timeline.value;
    if (mine !== generation || !present) return;
    const pages = new Map(present.pages);
    pages.set(page, rows);
    for (const old of pages.keys()) {
      if (pages.size <= PAGES_KEPT) break;
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

export async function openMoment(vault: string, commit: string): Promise<void> {
  try {
    moment.value = await api.stateAt({ vault, commit });
  } catch (error) {
    announceProblem(error);
  }
}

export function closeMoment(): void {
  moment.value = null;
}
