/** Requests to the server that served this page, bounded in time and size. */

import { HostFailure } from "./failure";

const TIMEOUT_MS = 30_000;
/** A page of a pull holds at most 8 MiB or one push, and a push is at most 8 MiB; its receipts come on top. */
const ANSWER_BYTES_MAX = 17 * 1024 * 1024;
const OWN_PATH = /^\/(api|health)\//;

async function readBounded(response: Response): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
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

/** The answer, whatever its status. Fails with `OFFLINE` or `TIMEOUT` where none came. */
export async function request(
  method: string,
  path: string,
  body: Uint8Array<ArrayBuffer> | null,
): Promise<[number, Uint8Array]> {
  if (!OWN_PATH.test(path))
    throw new HostFailure("BAD_PATH", `${path} is not a path of the server's API.`);
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
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return [response.status, await readBounded(response)];
  } catch (error) {
    if (error instanceof HostFailure) throw error;
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    throw new HostFailure(
      timedOut ? "TIMEOUT" : "OFFLINE",
      error instanceof Error ? error.message : String(error),
    );
  }
}
