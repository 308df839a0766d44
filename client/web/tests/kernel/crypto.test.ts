import "fake-indexeddb/auto";
import { createHash, createHmac, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import * as host from "../../src/kernel/host/crypto";
import { openDatabase } from "../../src/kernel/host/database";

const vectors = new URL("../../../../tests/vectors/hpke-rfc9180.json", import.meta.url);
const hpke = JSON.parse(readFileSync(vectors, "utf8")) as Record<
  "info" | "skRm" | "pkRm" | "skEm" | "enc" | "aad" | "pt" | "ct",
  string
>;
const bytes = (text: string) => new TextEncoder().encode(text) as host.Bytes;
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex")) as host.Bytes;
const toHex = (value: Uint8Array) => Buffer.from(value).toString("hex");
const key = new Uint8Array(32).fill(1) as host.Bytes;
const nonce = new Uint8Array(12).fill(2) as host.Bytes;

test("AES-256-GCM agrees with the published test case", async () => {
  // NIST GCM test case 14.
  const zero = (size: number) => new Uint8Array(size) as host.Bytes;
  const [sealed] = await host.aesSeal([[zero(32), zero(12), zero(16), zero(0)]]);
  expect(toHex(sealed as Uint8Array)).toBe(
    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
  );
});

test("a batch opens item by item: a false one is null and the others are there", async () => {
  const items = Array.from(
    { length: 700 },
    (_, index): host.AesItem => [key, nonce, bytes(`item ${index}`), bytes("bound")],
  );
  const sealed = (await host.aesSeal(items)) as host.Bytes[];
  sealed[600]?.fill(0, 0, 1);
  const opened = await host.aesOpen(
    sealed.map((data): host.AesItem => [key, nonce, data, bytes("bound")]),
  );
  expect(opened[600]).toBeNull();
  expect(opened.filter((item) => item === null)).toHaveLength(1);
  expect(opened[699]).toEqual(bytes("item 699"));
  expect(await host.aesOpen([[key, nonce, bytes("short"), bytes("")]])).toEqual([null]);
});

test("keys derive from secret and salt, and each part opens under its own", async () => {
  const salt = new Uint8Array(32).fill(3) as host.Bytes;
  const derive = (info: string, length: number) =>
    new Uint8Array(hkdfSync("sha256", key, salt, bytes(info), length)) as host.Bytes;
  const [opening, context] = [derive("open", 76), derive("context", 44)];
  const seal = async (derived: host.Bytes, text: string) => {
    const item: host.AesItem = [
      derived.slice(0, 32),
      derived.slice(32, 44),
      bytes(text),
      bytes("bound"),
    ];
    return (await host.aesSeal([item]))[0] as host.Bytes;
  };
  const [body, words] = [await seal(opening, "body"), await seal(context, "words")];
  const one: host.KeyedItem = [
    key,
    salt,
    bytes("bound"),
    [
      [bytes("open"), 76, body],
      [bytes("context"), 44, words],
    ],
  ];
  const other: host.KeyedItem = [key, salt, bytes("other"), [[bytes("open"), 76, body]]];
  expect(await host.deriveAndOpen([one, other])).toEqual([
    [
      [opening, bytes("body")],
      [context, bytes("words")],
    ],
    [[opening, null]],
  ]);
});

test("SHA-256 of many texts", async () => {
  const texts = Array.from({ length: 600 }, (_, index) => bytes(`text ${index}`));
  const expected = texts.map((text) => createHash("sha256").update(text).digest("hex"));
  expect((await host.sha256(texts)).map(toHex)).toEqual(expected);
});

test("Ed25519 agrees with RFC 8032 and verifies only what was signed", async () => {
  const seed = fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const publicKey = (await host.ed25519Public(seed)) as host.Bytes;
  expect(toHex(publicKey)).toBe("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const signature = (await host.ed25519Sign(seed, fromHex("72"))) as host.Bytes;
  expect(toHex(signature)).toBe(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  );
  const answers = await host.ed25519Verify([
    [publicKey, signature, fromHex("72")],
    [publicKey, signature, fromHex("73")],
    [publicKey.subarray(1), signature, fromHex("72")],
    [publicKey, signature.subarray(1), fromHex("72")],
  ]);
  expect(answers).toEqual([true, false, false, false]);
});

test("Argon2id agrees with RFC 9106's reference implementation", async () => {
  const hash = await host.argon2id(bytes("password"), bytes("somesalt"), 65536, 2, 1);
  expect(toHex(hash)).toBe("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
});

test("device keys sign, seal and open in this browser and cannot be taken out", async () => {
  const database = await openDatabase(() => {});
  const [handle, publicKey] = await host.newDeviceKey(database);
  const signature = await host.deviceSign(database, handle, bytes("message"));
  expect(
    await host.ed25519Verify([
      [publicKey as host.Bytes, signature as host.Bytes, bytes("message")],
    ]),
  ).toEqual([true]);
  await expect(host.deviceSign(database, "gone", bytes("message"))).rejects.toMatchObject({
    code: "DEVICE_KEY_MISSING",
  });

  const [first, second] = await Promise.all([
    host.deviceSeal(database, [[bytes("one"), bytes("a")]]),
    host.deviceSeal(database, [[bytes("two"), bytes("b")]]),
  ]);
  const sealed = [...first, ...second] as host.Bytes[];
  expect(
    await host.deviceOpen(database, [
      [sealed[0] as host.Bytes, bytes("a")],
      [sealed[1] as host.Bytes, bytes("b")],
      [sealed[1] as host.Bytes, bytes("a")],
    ]),
  ).toEqual([bytes("one"), bytes("two"), null]);
  const cut = [0, 5, 12, 20, 28].map((length): [host.Bytes, host.Bytes] => [
    (sealed[0] as host.Bytes).slice(0, length),
    bytes("a"),
  ]);
  expect(await host.deviceOpen(database, cut)).toEqual(cut.map(() => null));
  expect((await host.deviceWrapKey(database)).extractable).toBe(false);
  database.close();
});

test("a device key is read once, and one that is missing is looked for again", async () => {
  const database = await openDatabase(() => {});
  const [handle, publicKey] = await host.newDeviceKey(database);
  const read = vi.spyOn(IDBObjectStore.prototype, "get");
  const messages = ["one", "two", "three"].map(bytes);
  const signatures = await Promise.all(
    messages.map((message) => host.deviceSign(database, handle, message)),
  );
  expect(read).toHaveBeenCalledOnce();
  const signed = signatures.map(
    (signature, index): host.SignedItem => [
      publicKey as host.Bytes,
      signature as host.Bytes,
      messages[index] as host.Bytes,
    ],
  );
  expect(await host.ed25519Verify(signed)).toEqual([true, true, true]);
  for (const times of [2, 3]) {
    await expect(host.deviceSign(database, "gone", bytes("message"))).rejects.toMatchObject({
      code: "DEVICE_KEY_MISSING",
    });
    expect(read).toHaveBeenCalledTimes(times);
  }
  read.mockRestore();
  database.close();
});

test("the digest of Node is that of the browser, so the tests above speak for both", async () => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes("x")));
  expect(toHex(digest)).toBe(createHash("sha256").update("x").digest("hex"));
});

test("X25519 opens the published vector of RFC 9180, and a point of small order gives nothing", async () => {
  const [shared, other, none] = await host.x25519([
    [fromHex(hpke.skRm), fromHex(hpke.enc)],
    [fromHex(hpke.skEm), fromHex(hpke.pkRm)],
    [fromHex(hpke.skRm), new Uint8Array(32) as host.Bytes],
  ]);
  expect(none).toBeNull();
  expect(toHex(shared as Uint8Array)).toBe(toHex(other as Uint8Array));
  // The rest of RFC 9180, 4.1 and 5.1, with Node's HMAC.
  const kem = Buffer.from("4b454d0020", "hex");
  const suite = Buffer.from("48504b45002000010002", "hex");
  const extract = (id: Buffer, salt: Uint8Array, label: string, material: Uint8Array) =>
    createHmac("sha256", salt).update("HPKE-v1").update(id).update(label).update(material).digest();
  const expand = (id: Buffer, prk: Uint8Array, label: string, info: Uint8Array, size: number) =>
    createHmac("sha256", prk)
      .update(Uint8Array.of(0, size))
      .update("HPKE-v1")
      .update(id)
      .update(label)
      .update(info)
      .update(Uint8Array.of(1))
      .digest()
      .subarray(0, size);
  const empty = new Uint8Array(0);
  const context = Buffer.from(hpke.enc + hpke.pkRm, "hex");
  const prk = extract(kem, empty, "eae_prk", shared as Uint8Array);
  const secret = extract(suite, expand(kem, prk, "shared_secret", context, 32), "secret", empty);
  const schedule = Buffer.concat([
    Uint8Array.of(0),
    extract(suite, empty, "psk_id_hash", empty),
    extract(suite, empty, "info_hash", fromHex(hpke.info)),
  ]);
  const [opened] = await host.aesOpen([
    [
      new Uint8Array(expand(suite, secret, "key", schedule, 32)),
      new Uint8Array(expand(suite, secret, "base_nonce", schedule, 12)),
      fromHex(hpke.ct),
      fromHex(hpke.aad),
    ],
  ]);
  expect(toHex(opened as Uint8Array)).toBe(hpke.pt);
});
