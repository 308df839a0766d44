/** Requests to the server that served this page, bounded in time and size. */

import { ANSWER_BYTES_MAX } from "../../model/engine";
import { HostFailure } from "./failure";

/** Without a byte for so long, a request of a page that wakes counts as stalled. A live server answers sooner. */
const STALLED_MS = 3_000;

const OWN_PATH = /^\/(api|health)\//;

/** How long a request may take. */
export interface RequestTimeout {
  /** The longest pause between two bytes of an answer. */
  idleMs: number;
  /** The slowest connection that may still succeed. fetch does not report the progress of an upload. */
  bytesPerMs: number;
}

export const REQUEST_TIMEOUT: RequestTimeout = { idleMs: 30_000, bytesPerMs: 32 * 1.024 };
/** Ten seconds in all, whatever the size of the body. */
export const BRIEF_TIMEOUT: RequestTimeout = {
  idleMs: 5_000,
  bytesPerMs: Number.POSITIVE_INFINITY,
};

/** Aborts a request that pauses for too long or takes too long in all. */
class Watch {
  private readonly controller: AbortController;
  private readonly timeout: RequestTimeout;
  private readonly last: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heardAt = Date.now();

  constructor(timeout: RequestTimeout, bodyBytes: number, controller: AbortController) {
    this.controller = controller;
    const { idleMs, bytesPerMs } = timeout;
    const uploadMs = bodyBytes / bytesPerMs;
    this.timeout = timeout;
    this.last = performance.now() + uploadMs + 2 * idleMs + ANSWER_BYTES_MAX / bytesPerMs;
    this.wait(idleMs + uploadMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A part of the answer has arrived. */
  onBytes(): void {
    this.heardAt = Date.now();
    this.wait(this.timeout.idleMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  abortIfStalled(): void {
    if (Date.now() - this.heardAt > STALLED_MS) this.controller.abort();
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    const left = Math.min(milliseconds, this.last - performance.now());
    this.timer = setTimeout(() => this.controller.abort(), left);
  }
}

/** The reads that are under way. A read may be abandoned: it changes nothing on the server. */
const reads = new Set<Watch>();

/**
 * Ends reads that have heard nothing for a while. The device may have slept or changed its network, and then the
 * connection is dead, although it looks open.
 */
export function abortStalledReads(): void {
  for (const watch of reads) watch.abortIfStalled();
}

async function readBounded(response: Response, watch: Watch): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    watch.onBytes();
    size += value.length;
    if (size > ANSWER_BYTES_MAX) {
      await reader.cancel();
      throw new HostFailure(
        "ANSWER_TOO_LARGE",
        `The server's answer is larger than ${ANSWER_BYTES_MAX} bytes.`,
      );
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * Answers the response, whatever its status. Fails with `OFFLINE` or `TIMEOUT` if there is none.
 *
 * The first byte of an answer may take `idleMs` plus the time that the body needs on the slowest connection. Each further
 * byte may take `idleMs`. The whole answer may take as long as the largest answer needs on that connection. Aborting
 * `controller` ends the request at once.
 */
export async function request(
  method: string,
  path: string,
  body: Uint8Array<ArrayBuffer> | null,
  timeout: RequestTimeout = REQUEST_TIMEOUT,
  controller = new AbortController(),
): Promise<[status: number, body: Uint8Array, mediaType: string]> {
  if (!OWN_PATH.test(path))
    throw new HostFailure("BAD_PATH", `${path} is not a path of the server's API.`);
  const watch = new Watch(timeout, body?.length ?? 0, controller);
  if (method === "GET") reads.add(watch);
  try {
    const response = await fetch(path, {
      method,
      body,
      headers: {
        Accept: "application/msgpack",
        ...(body === null ? {} : { "Content-Type": "application/msgpack" }),
      },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: watch.signal,
    });
    watch.onBytes();
    const mediaType = response.headers.get("Content-Type") ?? "";
    return [response.status, await readBounded(response, watch), mediaType];
  } catch (error) {
    if (error instanceof HostFailure) throw error;
    if (watch.signal.aborted)
      throw new HostFailure("TIMEOUT", "The server did not answer in time.");
    throw new HostFailure("OFFLINE", error instanceof Error ? error.message : String(error));
  } finally {
    reads.delete(watch);
    watch.stop();
  }
}
