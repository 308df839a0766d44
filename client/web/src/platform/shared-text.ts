/** What another app shared: the service worker stores it, and the page that opens next reads it once. */
import type { SharedText } from "../model/shared-text";
import { isRecordOf, isText, readForeign } from "./foreign";

const SHARED_CACHE = "autus-shared";
const SHARED_URL = "/shared-text";

/** Longer than every text of a goal. `readForeign` has a bound too, and would drop the whole. */
const PART_LENGTH_MAX = 10_000;

export async function storeSharedText({ title, text, url }: SharedText): Promise<void> {
  const cache = await caches.open(SHARED_CACHE);
  const [first, second, third] = [title, text, url].map((part) => part.slice(0, PART_LENGTH_MAX));
  await cache.put(SHARED_URL, Response.json({ title: first, text: second, url: third }));
}

const isShared = isRecordOf<SharedText>({ title: isText, text: isText, url: isText });

/** Null where nothing was shared that can be read. */
export async function takeSharedText(): Promise<SharedText | null> {
  const cache = await caches.open(SHARED_CACHE);
  const stored = await cache.match(SHARED_URL);
  await caches.delete(SHARED_CACHE);
  return stored ? readForeign(stored, isShared).catch(() => null) : null;
}
