/** The one place that reads JSON of others: of the server, of another build, or of a storage that anything may write. */

const BYTES_MAX = 256 * 1024;
const ANSWER_MS_MAX = 10_000;

export type Guard<T> = (value: unknown) => value is T;

/** Rejects for text that is too long, not JSON, or not what `is` describes. */
export function parseForeign<T>(text: string, is: Guard<T>): T {
  if (text.length > BYTES_MAX) throw new Error("The text is too long.");
  const value: unknown = JSON.parse(text);
  if (!is(value)) throw new Error("The text is not of the expected form.");
  return value;
}

/** The body. Rejects once it has more than `bytesMax` bytes. `onPart` gets the bytes so far. */
export async function readBounded(
  response: Response,
  bytesMax: number,
  onPart: (size: number) => void = () => {},
): Promise<ArrayBuffer> {
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > bytesMax) {
      void reader.cancel();
      throw new Error(`The answer has more than ${bytesMax} bytes.`);
    }
    parts.push(value);
    onPart(size);
  }
  return new Blob(parts).arrayBuffer();
}

/** The body as text. Rejects for a long one, and for one that is not UTF-8. */
export async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return decoder.decode(await readBounded(response, BYTES_MAX));
}

/** As `parseForeign`. Reads no more than a bounded number of bytes. */
export async function readForeign<T>(response: Response, is: Guard<T>): Promise<T> {
  return parseForeign(await readText(response), is);
}

/** As `readForeign`. Also rejects without a connection, for a status that is not 2xx, and for a slow answer. */
export async function fetchForeign<T>(url: string, is: Guard<T>): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return readForeign(response, is);
}

export const isText: Guard<string> = (value) => typeof value === "string";

export const isListOf =
  <T>(is: Guard<T>): Guard<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(is);

/** An object whose named members have these kinds. It may have others. */
export const isRecordOf =
  <T>(kinds: { [Name in keyof T]: Guard<T[Name]> }): Guard<T> =>
  (value): value is T =>
    typeof value === "object" &&
    value !== null &&
    (Object.entries(kinds) as [string, Guard<unknown>][]).every(([name, is]) =>
      is((value as Record<string, unknown>)[name]),
    );
