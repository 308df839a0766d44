/** The last few values of each quantity, for the small lines beside the numbers. Asked for after a start and a commit. */
import { signal } from "@preact/signals";
import { api } from "../kernel/api";
import type { NumberKey } from "./quantities";

const POINTS = 24;

interface Recent {
  vault: string;
  columns: Partial<Record<NumberKey, number[]>>;
}

export const recent = signal<Recent | null>(null);

/** `commits` is how many there are by now. A failure leaves the numbers without a line. */
export async function readRecent(vault: string, commits: number): Promise<void> {
  if (recent.value?.vault !== vault) recent.value = null;
  try {
    const { columns } = await api.series({ vault, start: Math.max(0, commits - POINTS) });
    recent.value = { vault, columns };
  } catch {
    recent.value = null;
  }
}
