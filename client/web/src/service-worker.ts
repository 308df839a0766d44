/// <reference lib="webworker" />
/** Caches every file of one build, so that the app starts without a network and never mixes two builds. */

import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

import type { SharedText } from "./model/shared-text";
import { storeSharedText } from "./platform/shared-text";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/** Paths that the server answers. */
const NOT_THE_APP = [/^\/api\//, /^\/health(\/|$)/, /^\/schema(\/|$)/];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: NOT_THE_APP }),
);

/** Stores a shared text for the page that opens next; it never reaches the server. */
async function storeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const part = (name: keyof SharedText) => String(form.get(name) ?? "");
  const shared: SharedText = { title: part("title"), text: part("text"), url: part("url") };
  await storeSharedText(shared);
  return Response.redirect("/#/new", 303);
}
registerRoute("/share", ({ request }) => storeShared(request), "POST");

// A new build waits for the person's consent. Activated at once, it would serve an open page files of another build.
self.addEventListener("message", (event) => {
  if (event.data === "SKIP_WAITING") void self.skipWaiting();
});
