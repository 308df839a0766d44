/** The quantities of the open goal at an earlier time. Asked for after a start and a commit. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { TipThen } from "../model/engine";
import { progress } from "./app";

interface Known extends TipThen {
  vault: string;
}

const known = signal<Known | null>(null);

/** What is known of a goal at a head, null before the answer. */
export function tipThen(vault: string, head: string): TipThen | null {
  const found = known.value;
  return found?.vault === vault && found.head === head ? found : null;
}

/** A failure leaves the page without the earlier values. */
export async function readTipThen(vault: string, t_ms: number): Promise<void> {
  try {
    known.value = { vault, ...(await engine.call("tip_then", { vault, t_ms })) };
  } catch {
    known.value = null;
  } finally {
    if (progress.peek()?.task === "series") progress.value = null;
  }
}
