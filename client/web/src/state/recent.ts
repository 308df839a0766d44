/** The last few values of each quantity, for the small lines beside the numbers. Asked for after a start and a commit. */
import { computed, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { RecentValues } from "../model/readings";

const POINTS = 24;

interface Recent {
  vault: string;
  columns: RecentValues;
}

const recent = signal<Recent | null>(null);
export const recentValues = computed(() => recent.value?.columns ?? null);

/** `commits` is how many there are by now. A failure leaves the numbers without a line. */
export async function readRecent(vault: string, commits: number): Promise<void> {
  if (recent.value?.vault !== vault) recent.value = null;
  try {
    const { columns } = await engine.call("series", {
      vault,
      start: Math.max(0, commits - POINTS),
    });
    recent.value = { vault, columns };
  } catch {
    recent.value = null;
  }
}
