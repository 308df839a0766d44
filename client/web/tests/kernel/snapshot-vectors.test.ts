/** The published snapshot in the browser's host: it opens, and its signature holds. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as host from "../../src/kernel/host/crypto";

const file = join(
  import.meta.dirname,
  ...["..", "..", "..", "..", "tests", "vectors", "snapshot-v1.json"],
);
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex")) as host.Bytes;

test("the snapshot of the vectors opens, and its signature holds", async () => {
  const vector: Record<string, string> = JSON.parse(await readFile(file, "utf8"));
  const part = (name: string) => fromHex(vector[name] ?? "");
  const item: host.AesItem = [part("key"), part("nonce"), part("sealed"), part("aad")];
  const other: host.AesItem = [part("key"), part("nonce"), part("sealed"), part("message")];
  const [opened, refused] = await host.aesOpen([item, other]);
  expect(opened && Buffer.from(opened).toString("hex")).toBe(vector.plain);
  expect(refused).toBeNull();
  const signed: host.SignedItem = [part("device_public"), part("signature"), part("message")];
  expect(await host.ed25519Verify([signed])).toEqual([true]);
});
