import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DATABASE_NAME, type Database, openDatabase } from "../../src/kernel/host/database";
import { get, type Row, scan, write } from "../../src/kernel/host/store";

const bytes = (...values: number[]) => Uint8Array.from(values);
let database: Database;

beforeEach(async () => {
  database = await openDatabase(() => {});
});

afterEach(async () => {
  database.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(DATABASE_NAME).onsuccess = resolve;
  });
});

test("values come back in the order of the keys, null where there is none", async () => {
  await write(database, [["a", bytes(1)], ["b", bytes(2)]], []); // biome-ignore format: one line reads as one batch
  expect(await get(database, ["b", "missing", "a"])).toEqual([bytes(2), null, bytes(1)]);
});

test("a record that is no longer a byte string is damaged", async () => {
  await write(database, [["a", bytes(1)]], []);
  for (const damaged of ["text", 7, { deep: [[[]]] }, new ArrayBuffer(2)]) {
    await database.put("records", damaged as unknown as Uint8Array, "a");
    await expect(get(database, ["a"])).rejects.toMatchObject({ code: "STORAGE_DAMAGED" });
    await expect(scan(database, "", "", 9)).rejects.toMatchObject({ code: "STORAGE_DAMAGED" });
  }
});

test("a database that a newer build has written is named", async () => {
  database.close();
  await new Promise((resolve) => {
    indexedDB.open(DATABASE_NAME, 2).onsuccess = ({ target }) => {
      (target as IDBOpenDBRequest).result.close();
      resolve(null);
    };
  });
  await expect(openDatabase(() => {})).rejects.toMatchObject({ code: "UPDATE_REQUIRED" });
});

test("a scan starts above its mark, keeps to the prefix and to the limit", async () => {
  const keys = ["v/", "v/1", "v/2", "v/3", "v0", "u/9"];
  await write(
    database,
    keys.map((key): Row => [key, bytes(0)]),
    [],
  );
  const found = async (after: string, limit: number) =>
    (await scan(database, "v/", after, limit)).map(([key]) => key);
  expect(await found("", 10)).toEqual(["v/", "v/1", "v/2", "v/3"]);
  expect(await found("v/1", 10)).toEqual(["v/2", "v/3"]);
  expect(await found("", 2)).toEqual(["v/", "v/1"]);
  expect(await found("v/3", 10)).toEqual([]);
  expect(await found("w", 10)).toEqual([]);
  expect(await found("", 0)).toEqual([]);
});

test("one write deletes and puts, and a put wins over a delete of the same key", async () => {
  await write(database, [["a", bytes(1)], ["b", bytes(2)]], []); // biome-ignore format: one line reads as one batch
  await write(database, [["b", bytes(3)]], ["a", "b"]);
  expect(await get(database, ["a", "b"])).toEqual([null, bytes(3)]);
});

test("a write that cannot be whole leaves nothing", async () => {
  const rows: Row[] = [
    ["a", bytes(1)],
    [undefined as unknown as string, bytes(2)],
  ];
  await expect(write(database, rows, [])).rejects.toMatchObject({ code: "STORAGE_FAILED" });
  expect(await get(database, ["a"])).toEqual([null]);
});

test("what is stored is the value alone, not the batch that it came in", async () => {
  const batch = new Uint8Array(1000).fill(7);
  await write(database, [["a", batch.subarray(0, 3)]], []);
  const [value] = await get(database, ["a"]);
  expect(value?.buffer.byteLength).toBe(3);
});
