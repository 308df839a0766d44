/** The quantities along the whole history, and which of them are drawn. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Quantity, Series } from "../model/engine";
import type { Axis } from "../model/history-points";
import { MAIN_QUANTITIES } from "../model/quantities";
import { announceProblem, progress } from "./app";

/** About as many points as a screen has columns. */
const POINTS = 2_000;

export const drawn = signal<readonly Quantity[]>(MAIN_QUANTITIES);
export const axis = signal<Axis>("commits");
/** Each curve on the range of its values, or all on the whole range of their quantities. */
export type Scale = "fitted" | "whole";
export const scale = signal<Scale>("fitted");
/** The position that a mouse or the keys point at, without going there. */
export const pointed = signal<number | null>(null);
export const series = signal<Series | null>(null);

let generation = 0;

export async function openSeries(
  vault: string,
  head: string,
  of: readonly Quantity[],
): Promise<void> {
  const known = series.peek();
  if (known?.head === head && of.every((name) => known.columns[name])) return;
  generation += 1;
  const mine = generation;
  try {
    const answer = await engine.call("series", { vault, points: POINTS, of: [...of] });
    if (mine === generation) series.value = answer;
  } catch (error) {
    if (mine === generation) announceProblem(error);
  } finally {
    if (progress.peek()?.task === "series") progress.value = null;
  }
}
