/** The one function that Python calls: an operation and a MessagePack batch in, a MessagePack answer out. */

import { Decoder, Encoder } from "@msgpack/msgpack";
import * as webCrypto from "./crypto";
import type { Database } from "./database";
import { HostFailure } from "./failure";
import * as store from "./store";
import { BRIEF_TIMEOUT, REQUEST_TIMEOUT, request } from "./transport";

export type HostCall = (operation: string, request: Uint8Array) => Promise<Uint8Array>;

type Bytes = webCrypto.Bytes;
type Operation = (input: never) => Promise<unknown>;
/** Number of the request, method, path, body, and whether it has the brief timeout. */
type Asked = [number, string, string, Bytes | null, boolean];

function operationsOf(database: Database): Map<string, Operation> {
  const requests = new Map<number, AbortController>();
  const operations: Record<string, Operation> = {
    get: (keys: string[]) => store.get(database, keys),
    scan: ([prefix, after, limit]: [string, string, number]) =>
      store.scan(database, prefix, after, limit),
    write: ([puts, deletes]: [store.Row[], string[]]) =>
      store.write(database, puts, deletes).then(() => null),
    request: ([number, method, path, body, brief]: Asked) => {
      const controller = new AbortController();
      requests.set(number, controller);
      const answer = request(
        method,
        path,
        body,
        brief ? BRIEF_TIMEOUT : REQUEST_TIMEOUT,
        controller,
      );
      return answer.finally(() => requests.delete(number));
    },
    abort: async (number: number) => {
      requests.get(number)?.abort();
      return null;
    },
    aes_seal: webCrypto.aesSeal,
    aes_open: webCrypto.aesOpen,
    ed25519_public: webCrypto.ed25519Public,
    ed25519_sign: ([seed, message]: [Bytes, Bytes]) => webCrypto.ed25519Sign(seed, message),
    ed25519_verify: webCrypto.ed25519Verify,
    argon2id: (input: Parameters<typeof webCrypto.argon2id>) => webCrypto.argon2id(...input),
    new_device_key: () => webCrypto.newDeviceKey(database),
    device_sign: ([handle, message]: [string, Bytes]) =>
      webCrypto.deviceSign(database, handle, message),
    device_seal: (items: [Bytes, Bytes][]) => webCrypto.deviceSeal(database, items),
    device_open: (items: [Bytes, Bytes][]) => webCrypto.deviceOpen(database, items),
  };
  return new Map(Object.entries(operations));
}

/** Never rejects for a refusal: the answer is `[true, value]` or `[false, [code, detail]]`. */
export function createHost(database: Promise<Database>): HostCall {
  const ready = database.then(operationsOf, (error: unknown) => {
    if (error instanceof HostFailure) throw error;
    throw new HostFailure("STORAGE_FAILED", error instanceof Error ? error.message : String(error));
  });
  ready.catch(() => {});
  const encoder = new Encoder();
  const decoder = new Decoder();
  return async (operation, input) => {
    try {
      const work = (await ready).get(operation);
      if (work === undefined) throw new HostFailure("UNKNOWN_OPERATION", operation);
      // Calls may share the encoder: it runs without a pause and returns a copy.
      return encoder.encode([true, await work(decoder.decode(input) as never)]);
    } catch (error) {
      const code = error instanceof HostFailure ? error.code : "HOST_FAILED";
      return encoder.encode([
        false,
        [code, error instanceof Error ? error.message : String(error)],
      ]);
    }
  };
}
