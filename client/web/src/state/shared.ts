/** A text that another app shared with this one: the service worker put it down, the page picks it up once. */
import { signal } from "@preact/signals";
import { SHARED_CACHE, SHARED_URL, type SharedText } from "../kernel/shared-text";

export interface FirstWords {
  title: string;
  why: string;
}

/** Words for a new goal that waits to be made, or null. */
export const firstWords = signal<FirstWords | null>(null);

const TITLE_MAX = 200;
const WHY_MAX = 4_000;

/** The first line becomes the title, and what follows the why. */
export function wordsOf(shared: SharedText): FirstWords {
  const text = [shared.title, shared.text, shared.url].filter((part) => part !== "").join("\n");
  const [first = "", ...rest] = text.split(/\r?\n/).map((line) => line.trim());
  const title = first.slice(0, TITLE_MAX);
  const why = [first.slice(TITLE_MAX), ...rest].filter((line) => line !== "").join("\n");
  return { title, why: why.slice(0, WHY_MAX) };
}

/** Empty words where nothing was shared. */
export async function takeShared(): Promise<FirstWords> {
  const cache = await caches.open(SHARED_CACHE);
  const kept = await cache.match(SHARED_URL);
  await caches.delete(SHARED_CACHE);
  return kept ? wordsOf((await kept.json()) as SharedText) : { title: "", why: "" };
}
