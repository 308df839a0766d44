/** What another app shared: the service worker stores it, and the page that opens next reads it once. */
import type { SharedText } from "../model/shared-text";
import { isRecordOf, isText, readForeign } from "./foreign";

const SHARED_CACHE = "autus-shared";
const SHARED_URL = "/shared-text";

export async function storeSharedText(shared: SharedText): Promise<void> {
  const cache = await caches.open(SHARED_CACHE);
  await cache.put(SHARED_URL, Response.json(shared));
}

const isShared = isRecordOf<SharedText>({ title: isText, text: isText, url: isText });

/** Null where nothing was shared that can be read. */
export async function takeSharedText(): Promise<SharedText | null> {
  const cache = await caches.open(SHARED_CACHE);
  const stored = await cache.match(SHARED_URL);
  await caches.delete(SHARED_CACHE);
  return stored ? readForeign(stored, isShared).catch(() => null) : null;
}
