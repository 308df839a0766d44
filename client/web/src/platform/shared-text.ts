/** What other apps shared: the service worker stores each text until a page has taken it. */
import type { SharedText } from "../model/shared-text";
import { isRecordOf, isText, readForeign } from "./foreign";

const SHARED_CACHE = "autus-shared";
const SHARED_URL = "/shared-text";
const LOCK_NAME = "autus-shared";
const SHARED_TEXTS_MAX = 50;

/** Longer than every text of a goal. `readForeign` has a bound too, and would drop the whole. */
const PART_LENGTH_MAX = 10_000;

/** Returns false if so many texts wait that no more are stored. */
export async function storeSharedText({ title, text, url }: SharedText): Promise<boolean> {
  const cache = await caches.open(SHARED_CACHE);
  if ((await cache.keys()).length >= SHARED_TEXTS_MAX) return false;
  const [first, second, third] = [title, text, url].map((part) => part.slice(0, PART_LENGTH_MAX));
  const cut = { title: first, text: second, url: third };
  await cache.put(`${SHARED_URL}/${Date.now()}-${crypto.randomUUID()}`, Response.json(cut));
  return true;
}

const isShared = isRecordOf<SharedText>({ title: isText, text: isText, url: isText });

/** Hands every text to `keep`, oldest first, and forgets it then. One tab takes at a time. */
export async function takeSharedTexts(keep: (shared: SharedText) => Promise<void>): Promise<void> {
  if (!(await caches.has(SHARED_CACHE))) return;
  await navigator.locks.request(LOCK_NAME, async () => {
    const cache = await caches.open(SHARED_CACHE);
    const waiting = [...(await cache.keys())].sort((a, b) => (a.url < b.url ? -1 : 1));
    for (const request of waiting) {
      const stored = await cache.match(request);
      // What cannot be read is of no use to anybody.
      const shared = stored ? await readForeign(stored, isShared).catch(() => null) : null;
      if (shared) await keep(shared);
      await cache.delete(request);
    }
  });
}
