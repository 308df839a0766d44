/** The files of the app, as the page names them. A development server names none. */
import { type Guard, isListOf, parseForeign, readText } from "./foreign";
import {
  type AppFile,
  BUILD_CACHE_PREFIX,
  ensureWhole,
  forEachFile,
  LOADED_AS_NEEDED,
  NotWhole,
  wholeFile,
} from "./whole-files";

/** The `<script type="application/json">` that the build puts into the page. */
const LIST_ID = "app-files";
const LIST = new RegExp(`<script type="application/json" id="${LIST_ID}">([^<]*)</script>`);
/** The query keeps the service worker from answering with the page that it has. */
const NEWEST_PAGE = "/index.html?again";
/** The engine's worker. */
export const WORKER_FILE = /^\/assets\/worker-/;
const ASSET = /^\/assets\/.*\.(js|css)$/;
/** The caches that hold the app itself. All else in the browser's storage belongs to the person. */
const OWN_CACHE = new RegExp(`^(${BUILD_CACHE_PREFIX}|workbox-precache|autus-python-image)`);

const isFile: Guard<AppFile> = (value): value is AppFile =>
  Array.isArray(value) &&
  typeof value[0] === "string" &&
  typeof value[1] === "string" &&
  typeof value[2] === "number";
const isFileList = isListOf(isFile);

const parsedList = (list: string | undefined): readonly AppFile[] =>
  list ? parseForeign(list, isFileList) : [];

/** A text is searched, because the policy of the page lets nothing parse a text as HTML. */
async function newestList(): Promise<readonly AppFile[]> {
  try {
    const answer = await fetch(NEWEST_PAGE, { cache: "no-store" });
    return parsedList(LIST.exec(await readText(answer))?.[1]);
  } catch (error) {
    throw new NotWhole(NEWEST_PAGE, String(error));
  }
}

/** The files of this build that match. */
export const filesOfPage = (which: RegExp): readonly AppFile[] =>
  parsedList(document.getElementById(LIST_ID)?.textContent).filter(([path]) => which.test(path));

const checks = new Map<RegExp, Promise<void>>();

/** Checks the files of this build that match, once. Rejects with `NotWhole`. */
export function ensureFiles(which: RegExp): Promise<void> {
  const earlier = checks.get(which);
  if (earlier) return earlier;
  const check = forEachFile(filesOfPage(which), ensureWhole);
  checks.set(which, check);
  check.catch(() => checks.delete(which));
  return check;
}

/** Loads a module that a start does not need. Rejects with `NotWhole` if a file does not arrive whole. */
export async function loadLate<T>(load: () => Promise<T>): Promise<T> {
  await ensureFiles(ASSET);
  return load();
}

/**
 * Fetches the server's newest build whole, then forgets the files of the app that this browser has. The caller loads the
 * page again. What a person has stored stays. Rejects with `NotWhole`, and then nothing has changed.
 */
export async function fetchAppAgain(): Promise<void> {
  const files = await newestList();
  if (files.length === 0) throw new NotWhole(NEWEST_PAGE, "this is not the page of the app");
  await forEachFile(
    files.filter(([path]) => !LOADED_AS_NEEDED.test(path)),
    wholeFile,
  );
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? [])
    await worker.unregister();
  for (const name of await caches.keys().catch(() => []))
    if (OWN_CACHE.test(name)) await caches.delete(name);
}
