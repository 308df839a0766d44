/** The one IndexedDB database: records of the engine, and keys that no script can read. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

export interface Schema extends DBSchema {
  /** The engine's ordered key-value store; keys are given beside the value. */
  records: { key: string; value: Uint8Array };
  /** CryptoKey and CryptoKeyPair objects, made here and never extractable. */
  keys: { key: string; value: CryptoKey | CryptoKeyPair };
  /** What TypeScript keeps for itself: the sealed last view. */
  local: { key: string; value: Uint8Array };
}

export type Database = IDBPDatabase<Schema>;

export const DATABASE_NAME = "autus";

/**
 * Open the database, making it on the first visit.
 *
 * `onLost` is called when the browser closes it, another version wants it, or it is being erased: whoever holds it has to
 * start again.
 */
export function openDatabase(onLost: (erased: boolean) => void): Promise<Database> {
  return openDB<Schema>(DATABASE_NAME, 1, {
    upgrade(database) {
      database.createObjectStore("records");
      database.createObjectStore("keys");
      database.createObjectStore("local");
    },
    blocking(_current, wanted, event) {
      (event.target as IDBDatabase).close();
      onLost(wanted === null);
    },
    terminated: () => onLost(false),
  });
}
