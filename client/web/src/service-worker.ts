/// <reference lib="webworker" />
/**
 * Keeps every file of one build, so that the app starts without a network and never mixes two builds. The slices of the
 * font with letters that no page has shown are the exception.
 */

import type { SharedText } from "./model/shared-text";
import { storeSharedText } from "./platform/shared-text";
import {
  type AppFile,
  BUILD_CACHE_PREFIX,
  forEachFile,
  isWhole,
  keptFile,
  LOADED_AS_NEEDED,
  reloadedFile,
  wholeFile,
} from "./platform/whole-files";

declare const self: ServiceWorkerGlobalScope;
/** Put in by `scripts/build.mjs`. */
declare const __APP_FILES__: readonly AppFile[];
declare const __APP_FILES_ID__: string;

/** Paths that the server answers. */
const NOT_THE_APP = /^\/(api|health|schema|\.well-known)(\/|$)/;
const INDEX = "/index.html";
/** The caches of earlier builds. */
const CACHE_OF_A_BUILD = new RegExp(`^(${BUILD_CACHE_PREFIX}|workbox-precache)`);
const CACHE_NAME = `${BUILD_CACHE_PREFIX}${__APP_FILES_ID__}`;
const files = new Map(__APP_FILES__.map((file) => [file[0], file]));
/** A page and a worker run under the policies that their own file was sent with, and the browser wants them to fit. */
const POLICIES = ["Content-Security-Policy", "Cross-Origin-Embedder-Policy"];
const HAS_POLICIES = /\.(html|js)$/;

async function keep(file: AppFile, answer: Response): Promise<void> {
  await (await caches.open(CACHE_NAME)).put(file[0], answer);
}

/** Keeps a file that is in a cache of any build, or fetches it. */
async function bring(file: AppFile): Promise<void> {
  if (await bringKept(file)) return;
  const answer = await wholeFile(file);
  // The browser's HTTP cache may hold the file as an earlier server sent it.
  const present = await hasPresentPolicies(file, answer);
  await keep(file, present ? answer : await reloadedFile(file));
}

async function bringKept(file: AppFile): Promise<boolean> {
  const kept = await keptFile(file[0]);
  const usable =
    kept !== undefined && (await isWhole(file, kept)) && (await hasPresentPolicies(file, kept));
  if (usable) await keep(file, kept);
  return usable;
}

/** Whether the kept file was sent with the policies that the server sends now. */
async function hasPresentPolicies([path]: AppFile, kept: Response): Promise<boolean> {
  if (!HAS_POLICIES.test(path)) return true;
  const page = await (await caches.open(CACHE_NAME)).match(INDEX);
  return POLICIES.every((name) => kept.headers.get(name) === page?.headers.get(name));
}

/** A build needs all but the slices of the font that no page of an earlier build has shown. */
async function bringForStart(file: AppFile): Promise<void> {
  await (LOADED_AS_NEEDED.test(file[0]) ? bringKept(file) : bring(file));
}

/** The page comes first, from the server: it shows the present policies. */
async function bringAll(): Promise<void> {
  const page = files.get(INDEX);
  if (page) await keep(page, await wholeFile(page));
  await forEachFile(
    __APP_FILES__.filter((file) => file !== page),
    bringForStart,
  );
}

/** Keeps what a page loaded before this worker served it. A later page asks again for what is not kept. */
async function bringLoaded(paths: readonly unknown[]): Promise<void> {
  const loaded = __APP_FILES__.filter(
    ([path]) => LOADED_AS_NEEDED.test(path) && paths.includes(path),
  );
  await forEachFile(loaded, bring).catch(() => undefined);
}

async function dropOtherBuilds(): Promise<void> {
  for (const name of await caches.keys())
    if (CACHE_OF_A_BUILD.test(name) && name !== CACHE_NAME) await caches.delete(name);
}

/** The kept file, or the server's. A request past the caches mends what is kept. */
async function serve(file: AppFile, request: Request): Promise<Response> {
  const again = request.cache === "reload";
  const kept = again ? undefined : await (await caches.open(CACHE_NAME)).match(file[0]);
  if (kept !== undefined) return kept;
  const answer = await (again ? reloadedFile(file) : wholeFile(file));
  // A full disk must not keep the app from starting.
  await keep(file, answer.clone()).catch(() => undefined);
  return answer;
}

const FULL = `<!doctype html><meta charset="utf-8"><title>AUTUS</title>
<p>Too many shared texts wait. Open AUTUS first, then share this one again.</p>
<p lang="ko">공유한 글이 너무 많이 쌓였어요. AUTUS를 연 다음 다시 공유해 주세요.</p>
<p><a href="/">AUTUS</a></p>`;

/** Stores a shared text for the page that opens next; it never reaches the server. */
async function storeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const part = (name: keyof SharedText) => String(form.get(name) ?? "");
  const shared: SharedText = { title: part("title"), text: part("text"), url: part("url") };
  if (await storeSharedText(shared)) return Response.redirect("/#/new", 303);
  return new Response(FULL, { status: 507, headers: { "Content-Type": "text/html" } });
}

function answerOf(request: Request): Promise<Response> | null {
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return null;
  if (request.method === "POST") return pathname === "/share" ? storeShared(request) : null;
  if (request.method !== "GET" || NOT_THE_APP.test(pathname)) return null;
  const path = request.mode === "navigate" && !files.has(pathname) ? INDEX : pathname;
  const file = files.get(path);
  return file && (path === INDEX || search === "") ? serve(file, request) : null;
}

// One file that does not arrive whole fails the installation. The browser then stays with the build that it has.
self.addEventListener("install", (event) => event.waitUntil(bringAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOtherBuilds()));
self.addEventListener("fetch", (event) => {
  const answer = answerOf(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener("message", (event) => {
  // A new build waits for the person's consent. Activated at once, it would serve an open page files of another build.
  if (event.data === "SKIP_WAITING") void self.skipWaiting();
  if (Array.isArray(event.data?.loaded)) event.waitUntil(bringLoaded(event.data.loaded));
  // A script that was cut to nothing installs too, and never answers.
  if (event.data === "are you whole") event.ports[0]?.postMessage(true);
});
