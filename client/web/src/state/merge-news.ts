/** The merges since the person last looked at a goal on this device. They are told once. */
import { signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { MergeNews } from "../model/engine";

export interface Told extends MergeNews {
  vault: string;
}

/** What is on the page. It stays until the person closes it or opens another goal. */
export const mergeNews = signal<Told | null>(null);

/** Asks what to tell, and notes it as told: the page is in sight. A failure tells it another time. */
export async function tellMerges(vault: string): Promise<void> {
  try {
    const news = await engine.call("merge_news", { vault });
    if (news.merges > 0) mergeNews.value = { vault, ...news };
    await engine.call("mark_told", { vault, commit: news.head });
  } catch {
    // The person has not asked for it.
  }
}

export function closeMerges(): void {
  mergeNews.value = null;
}
