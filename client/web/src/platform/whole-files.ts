/**
 * The files of a build, each checked before it is used or kept.
 *
 * A portal, a maintenance page or a broken connection can answer 200 with other bytes. The HTTP cache keeps such an answer
 * for as long as the real file. A file that fails its check is requested once more past that cache, which replaces it there.
 */
import type { Code } from "../model/engine";
import { readBounded } from "./foreign";

/** The path, the SHA-256 in Base64, and the length in bytes. */
export type AppFile = readonly [path: string, sha256: string, bytes: number];

/** The service worker keeps the files of one build in one of these. */
export const BUILD_CACHE_PREFIX = "autus-build-";

/** Without a byte for so long, a request counts as failed. A server that is gone may leave a connection open. */
const IDLE_MS_MAX = 60_000;
/** A cache that does not answer for so long is passed by. */
const KEPT_MS_MAX = 10_000;

/** How many files are requested at once. */
const AT_ONCE = 6;

const MEDIA_TYPES: Record<string, string> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  mjs: "text/javascript",
  wasm: "application/wasm",
  woff2: "font/woff2",
};

/** Slices of the font with letters that the texts of the app do not need. A browser loads them when a page shows such a letter. */
export const LOADED_AS_NEEDED = /^\/assets\/more-[\w-]+\.woff2$/;

/** A refusal (`problemOf`). The detail names the file and what is wrong with it. */
export class NotWhole extends Error {
  readonly code = "APP_NOT_WHOLE" satisfies Code;
  readonly detail: string;

  constructor(path: string, found: string) {
    super(`${path}: ${found}`);
    this.detail = this.message;
  }
}

/** In Base64. */
export async function sha256(content: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return btoa(String.fromCharCode(...hash));
}

/** What somebody wants to know of a request. */
export interface Watch {
  /** Gets a copy of an answer before its body has arrived. Nothing of it may be used unless the file passes its check. */
  answered?: (copy: Response) => void;
  /** Gets the bytes of the file that have arrived. */
  arrived?: (bytes: number) => void;
  /** A damaged copy was replaced. */
  mended?: () => void;
}

/** What is wrong with an answer, or null if it is the file. Reads the answer's body. */
async function faultOf(
  [path, hash, bytes]: AppFile,
  answer: Response,
  arrived?: (bytes: number) => void,
): Promise<string | null> {
  if (answer.status !== 200) return `the status is ${answer.status}`;
  const type = answer.headers.get("Content-Type")?.split(";")[0]?.trim();
  const wanted = MEDIA_TYPES[path.slice(path.lastIndexOf(".") + 1)];
  if (wanted !== undefined && type !== wanted) return `the media type is ${type}`;
  const content = await readBounded(answer, bytes, arrived);
  if (content.byteLength !== bytes) return `${content.byteLength} of ${bytes} bytes`;
  return (await sha256(content)) === hash ? null : "the SHA-256 differs";
}

export async function isWhole(file: AppFile, answer: Response): Promise<boolean> {
  return (await faultOf(file, answer.clone()).catch(String)) === null;
}

async function requested(file: AppFile, cache: RequestCache, watch: Watch = {}): Promise<Response> {
  const [path] = file;
  const idle = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(`no byte for ${IDLE_MS_MAX / 1000} s`), IDLE_MS_MAX);
  };
  let fault: string | null;
  try {
    hear();
    const answer = await fetch(path, { cache, credentials: "same-origin", signal: idle.signal });
    watch.answered?.(answer.clone());
    const arrived = (bytes: number) => {
      hear();
      watch.arrived?.(bytes);
    };
    fault = await faultOf(file, answer.clone(), arrived);
    if (fault === null) return answer;
  } catch (error) {
    fault = String(error);
  } finally {
    clearTimeout(timer);
  }
  throw new NotWhole(path, fault);
}

/** The file past every cache of the browser, which keeps it in place of what it had. Rejects with `NotWhole`. */
export const reloadedFile = (file: AppFile, watch?: Watch) => requested(file, "reload", watch);

/** The file, past the caches if they hold something else. Rejects with `NotWhole`. */
export async function wholeFile(file: AppFile, watch?: Watch): Promise<Response> {
  try {
    return await requested(file, "default", watch);
  } catch {
    const answer = await reloadedFile(file, watch);
    watch?.mended?.();
    return answer;
  }
}

/** What the service worker has checked and kept of this build or another. */
export async function keptFile(path: string): Promise<Response | undefined> {
  const silent = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), KEPT_MS_MAX);
  });
  try {
    return await Promise.race([caches.match(new URL(path, location.origin).href), silent]);
  } catch {
    // The browser keeps nothing for this site.
    return undefined;
  }
}

/** Resolves once a request for the file gets the file. Rejects with `NotWhole`. */
export async function ensureWhole(file: AppFile, watch?: Watch): Promise<void> {
  const [path] = file;
  if ((await keptFile(path)) === undefined) await wholeFile(file, watch);
}

export async function forEachFile(
  files: readonly AppFile[],
  work: (file: AppFile) => Promise<unknown>,
): Promise<void> {
  const left = [...files];
  const worker = async () => {
    for (let file = left.shift(); file; file = left.shift()) await work(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
