/** What the browser's host does with the cases of Wycheproof that concern AUTUS. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as host from "../../src/kernel/host/crypto";

type Case = Record<"key" | "iv" | "msg" | "aad" | "ct" | "tag" | "result" | "sig", string>;
type Group = { tests: Case[]; publicKey: { pk: string } } & Record<
  "ivSize" | "keySize" | "tagSize",
  number
>;

const folder = join(import.meta.dirname, "..", "..", "..", "..", "tests", "vectors", "wycheproof");
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex")) as host.Bytes;
const toHex = (value: Uint8Array | null) => value && Buffer.from(value).toString("hex");

async function groups(algorithm: string): Promise<Group[]> {
  return JSON.parse(await readFile(join(folder, `${algorithm}_test.json`), "utf8")).testGroups;
}

test("AES-GCM seals and opens what it must and nothing else", async () => {
  const own = (await groups("aes_gcm")).filter(
    ({ ivSize, keySize, tagSize }) => ivSize === 96 && keySize === 256 && tagSize === 128,
  );
  const cases = own.flatMap((group) => group.tests);
  const item = (it: Case, data: string): host.AesItem => [
    fromHex(it.key),
    fromHex(it.iv),
    fromHex(data),
    fromHex(it.aad),
  ];
  const opened = await host.aesOpen(cases.map((it) => item(it, it.ct + it.tag)));
  expect(opened.map(toHex)).toEqual(cases.map((it) => (it.result === "valid" ? it.msg : null)));
  const valid = cases.filter((it) => it.result === "valid");
  const sealed = await host.aesSeal(valid.map((it) => item(it, it.msg)));
  expect(sealed.map(toHex)).toEqual(valid.map((it) => it.ct + it.tag));
  expect(valid.length).toBeGreaterThan(0);
});

test("Ed25519 accepts every valid signature", async () => {
  const items = (await groups("ed25519")).flatMap((group) =>
    group.tests
      .filter((it) => it.result === "valid")
      .map(
        (it): host.SignedItem => [fromHex(group.publicKey.pk), fromHex(it.sig), fromHex(it.msg)],
      ),
  );
  expect(items.length).toBeGreaterThan(0);
  expect(await host.ed25519Verify(items)).toEqual(items.map(() => true));
});
