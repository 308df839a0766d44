/** What the engine says of a goal's past. */

import type { CommitRow, Context, Draft, Slot, StateDocument } from "./types";

/** A goal as it was; `draft` is what the commit was made of, null for a genesis or a merge. */
export interface PastState {
  live: StateDocument;
  draft: Draft | null;
  context: Context;
  row: CommitRow;
}

export const SERIES_QUANTITIES = [
  "density",
  "stability",
  "sigma",
  "P_outcome",
  "E",
  "M",
  "volume",
  "leak",
  "pressure",
  "dE_dt",
  "recovery",
  "confidence",
] as const;
export type SeriesQuantity = (typeof SERIES_QUANTITIES)[number];

/** Columns of equal length, in the order in which commits fold; thinned, extremes kept, beyond `points`. */
export interface Series {
  head: string;
  total: number;
  position: number[];
  t_ms: number[];
  columns: Partial<Record<SeriesQuantity, number[]>>;
}

/** `links`: each position whose only parent is not the one before it, and its parents' positions. */
export interface Branches {
  head: string;
  total: number;
  links: [position: number, parents: number[]][];
  devices: string[];
}

export interface CommitFilter {
  device?: string;
  kind?: CommitRow["kind"];
  /** Part of a label. */
  text?: string;
  /** The slot that the draft gave its largest share, above an equal one. */
  slot?: Slot;
}
