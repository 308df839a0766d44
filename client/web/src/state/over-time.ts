/** Shares and people along the history of the open goal. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import { weekStarts } from "../model/days";
import { type People, SHARE_SPANS_MAX, type ShareSpans } from "../model/engine";
import { announceProblem, progress } from "./app";

export type SpanKind = "commit" | "week";

interface Shares extends ShareSpans {
  kind: SpanKind;
  /** The start of each week, by the number of a span. Empty for commits. */
  starts: readonly number[];
}

/** About as many spans as a narrow screen can tell apart. */
const POINTS = 120;
const CALENDAR_MS_MAX = 8.64e15;

export const spanKind = signal<SpanKind>("commit");
export const shares = signal<Shares | null>(null);
export const people = signal<People | null>(null);

let generation = 0;

async function readShares(vault: string, kind: SpanKind): Promise<Shares> {
  const byCommit = await engine.call("share_spans", { vault, points: POINTS });
  const times = byCommit.spans.flatMap((span) => [span.first_ms, span.last_ms]);
  if (kind === "commit" || times.length === 0) return { ...byCommit, kind, starts: [] };
  const within = times.map((ms) => Math.min(ms, CALENDAR_MS_MAX));
  const starts = weekStarts(Math.min(...within), Math.max(...within), SHARE_SPANS_MAX);
  return { ...(await engine.call("share_spans", { vault, starts })), kind, starts };
}

export async function openOverTime(vault: string, head: string, kind: SpanKind): Promise<void> {
  generation += 1;
  const mine = generation;
  try {
    if (shares.peek()?.head !== head || shares.peek()?.kind !== kind) {
      const answer = await readShares(vault, kind);
      if (mine === generation) shares.value = answer;
    }
    if (people.peek()?.head !== head) {
      const answer = await engine.call("people", { vault });
      if (mine === generation) people.value = answer;
    }
  } catch (error) {
    if (mine === generation) announceProblem(error);
  } finally {
    if (progress.peek()?.task === "series") progress.value = null;
  }
}
