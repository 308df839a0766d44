/** The one IndexedDB database: records of the engine, and keys that no script can read. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { HostFailure } from "./failure";

export interface Schema extends DBSchema {
  /** The engine's ordered key-value store. Keys stand outside the values. */
  records: { key: string; value: Uint8Array };
  /** CryptoKey and CryptoKeyPair objects that no script can extract. */
  keys: { key: string; value: CryptoKey | CryptoKeyPair };
  /** The records of TypeScript: the sealed view cache. */
  local: { key: string; value: Uint8Array };
}

export type Database = IDBPDatabase<Schema>;

export const DATABASE_NAME = "autus";

/**
 * Opens the database, and creates it on the first visit. Fails with `UPDATE_REQUIRED` where a newer build has written it.
 *
 * Calls `onLost` when the browser closes it, another version needs it, or somebody erases it. The caller must start again.
 */
export async function openDatabase(onLost: (erased: boolean) => void): Promise<Database> {
  try {
    return await open(onLost);
  } catch (error) {
    if (error instanceof DOMException && error.name === "VersionError")
      throw new HostFailure("UPDATE_REQUIRED", "A newer version has written this storage.");
    throw error;
  }
}

function open(onLost: (erased: boolean) => void): Promise<Database> {
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
