/** The one function that Python calls: an operation and a MessagePack batch in, a MessagePack answer out. */

import { answerWith, type HostCall, type Operations } from "./answers";
import * as webCrypto from "./crypto";
import { withHelper } from "./crypto-helper";
import { cryptoOperations } from "./crypto-operations";
import type { Database } from "./database";
import { HostFailure } from "./failure";
import { lockKey } from "./lock-key";
import * as store from "./store";
import { BRIEF_TIMEOUT, REQUEST_TIMEOUT, request } from "./transport";

export type { HostCall } from "./answers";

type Bytes = webCrypto.Bytes;
/** Number of the request, method, path, body, and whether it has the brief timeout. */
type Asked = [number, string, string, Bytes | null, boolean];

function operationsOf(database: Database): Operations {
  const requests = new Map<number, AbortController>();
  return {
    ...cryptoOperations,
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
    ed25519_public: webCrypto.ed25519Public,
    ed25519_sign: ([seed, message]: [Bytes, Bytes]) => webCrypto.ed25519Sign(seed, message),
    x25519: webCrypto.x25519,
    argon2id: (input: Parameters<typeof webCrypto.argon2id>) => webCrypto.argon2id(...input),
    new_device_key: () => webCrypto.newDeviceKey(database),
    device_sign: ([handle, message]: [string, Bytes]) =>
      webCrypto.deviceSign(database, handle, message),
    device_seal: (items: [Bytes, Bytes][]) => webCrypto.deviceSeal(database, items),
    device_open: (items: [Bytes, Bytes][]) => webCrypto.deviceOpen(database, items),
    keep_lock_key: async (key: Bytes | null) => {
      lockKey.keep(key);
      return null;
    },
    kept_lock_key: async () => lockKey.kept,
  };
}

/** Large batches of cryptography go to a second worker. */
export function createHost(database: Promise<Database>): HostCall {
  const ready = database.then(operationsOf, (error: unknown) => {
    if (error instanceof HostFailure) throw error;
    throw new HostFailure("STORAGE_FAILED", error instanceof Error ? error.message : String(error));
  });
  ready.catch(() => {});
  return withHelper(answerWith(ready));
}
