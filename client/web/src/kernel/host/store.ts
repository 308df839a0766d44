/** The engine's ordered, atomic, durable key-value store over IndexedDB. Keys are ASCII. */

import type { Database } from "./database";
import { HostFailure } from "./failure";

export type Row = [key: string, value: Uint8Array];

/** Greater than every ASCII key that starts with the same prefix. */
const AFTER_ASCII = "\uffff";

function failure(error: unknown): HostFailure {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError")
    return new HostFailure("STORAGE_FULL", "The browser gives this site no more space.");
  // Some browsers store no keys in a private window.
  if (name === "DataCloneError") return new HostFailure("NO_STORAGE", String(error));
  return new HostFailure("STORAGE_FAILED", error instanceof Error ? error.message : String(error));
}

/** A browser whose disk is damaged may return something else than was stored. */
function bytesOf(key: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new HostFailure("STORAGE_DAMAGED", `The record ${key} is not a byte string.`);
}

/** Gives a failure of the storage its code. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof HostFailure ? error : failure(error);
  }
}

/** The values of `keys` in their order, null for a missing one. */
export function get(database: Database, keys: string[]): Promise<(Uint8Array | null)[]> {
  return guarded(async () => {
    const { store } = database.transaction("records");
    const values = await Promise.all(keys.map((key) => store.get(key)));
    return values.map((value, index) =>
      value === undefined ? null : bytesOf(keys[index] ?? "", value),
    );
  });
}

/** Up to `limit` records whose key starts with `prefix` and is greater than `after`, ascending. */
export function scan(
  database: Database,
  prefix: string,
  after: string,
  limit: number,
): Promise<Row[]> {
  return guarded(async () => {
    const end = prefix + AFTER_ASCII;
    if (after >= end || limit <= 0) return [];
    const range =
      after < prefix ? IDBKeyRange.bound(prefix, end) : IDBKeyRange.bound(after, end, true);
    const { store } = database.transaction("records");
    const [keys, values] = await Promise.all([
      store.getAllKeys(range, limit),
      store.getAll(range, limit),
    ]);
    return keys.map((key, index): Row => [key, bytesOf(key, values[index])]);
  });
}

/** Writes everything or nothing. Resolves once the data is on the disk, not only handed to the system. */
export function write(database: Database, puts: Row[], deletes: string[]): Promise<void> {
  return guarded(async () => {
    const transaction = database.transaction("records", "readwrite", { durability: "strict" });
    const { store, done } = transaction;
    const requests: Promise<unknown>[] = [done];
    try {
      for (const key of deletes) requests.push(store.delete(key));
      for (const [key, value] of puts) {
        // A decoded value is a view of the whole batch. Without a copy IndexedDB would store the whole batch.
        requests.push(store.put(value.slice(), key));
      }
      // Otherwise the browser commits only after this worker has heard of every request.
      transaction.commit();
    } catch (error) {
      // An exception here does not undo the earlier requests, so the transaction must be aborted.
      transaction.abort();
      await Promise.allSettled(requests);
      throw error;
    }
    await Promise.all(requests);
  });
}
