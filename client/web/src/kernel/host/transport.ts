/** Requests to the server that served this page, bounded in time and size. */

import { ANSWER_BYTES_MAX } from "../../model/engine";
import { HostFailure } from "./failure";

const OWN_PATH = /^\/(api|health)\//;

/** How long a server, or a line, may keep us waiting. */
export interface Patience {
  /** Without a byte of an answer. */
  quietMs: number;
  /** The slowest line that is waited for; fetch tells nothing of how far an upload is. */
  bytesPerMs: number;
}

export const PATIENCE: Patience = { quietMs: 30_000, bytesPerMs: 32 * 1.024 };
/** Ten seconds in all, however large a body is. */
export const BRIEF: Patience = { quietMs: 5_000, bytesPerMs: Number.POSITIVE_INFINITY };

/** Aborts a request that has been quiet for too long, or that has taken longer than any may. */
class Watch {
  private readonly controller: AbortController;
  private readonly patience: Patience;
  private readonly last: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(patience: Patience, bodyBytes: number, controller: AbortController) {
    this.controller = controller;
    const { quietMs, bytesPerMs } = patience;
    const uploadMs = bodyBytes / bytesPerMs;
    this.patience = patience;
    this.last = performance.now() + uploadMs + 2 * quietMs + ANSWER_BYTES_MAX / bytesPerMs;
    this.wait(quietMs + uploadMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something has come. */
  heard(): void {
    this.wait(this.patience.quietMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    const left = Math.min(milliseconds, this.last - performance.now());
    this.timer = setTimeout(() => this.controller.abort(), left);
  }
}

async function readBounded(response: Response, watch: Watch): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    watch.heard();
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
 * The answer, whatever its status. Fails with `OFFLINE` or `TIMEOUT` where none came.
 *
 * The first byte of an answer may take `quietMs` and the time that the body needs on the slowest line, each further one
 * `quietMs`, and the whole no longer than the largest answer needs on that line. Aborting `controller` ends it at once.
 */
export async function request(
  method: string,
  path: string,
  body: Uint8Array<ArrayBuffer> | null,
  patience: Patience = PATIENCE,
  controller = new AbortController(),
): Promise<[number, Uint8Array]> {
  if (!OWN_PATH.test(path))
    throw new HostFailure("BAD_PATH", `${path} is not a path of the server's API.`);
  const watch = new Watch(patience, body?.length ?? 0, controller);
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
    watch.heard();
    return [response.status, await readBounded(response, watch)];
  } catch (error) {
    if (error instanceof HostFailure) throw error;
    if (watch.signal.aborted)
      throw new HostFailure("TIMEOUT", "The server did not answer in time.");
    throw new HostFailure("OFFLINE", error instanceof Error ? error.message : String(error));
  } finally {
    watch.stop();
  }
}
