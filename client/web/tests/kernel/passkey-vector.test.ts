import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { decode, encode } from "@msgpack/msgpack";
import { expect, test } from "vitest";
import * as host from "../../src/kernel/host/crypto";

interface Way {
  kind: string;
  wrap_id: host.Bytes;
  public: host.Bytes;
  private: host.Bytes;
}

const file = new URL("../../../../tests/vectors/ways-v2.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8"));
const fromHex = (hex: string) => new Uint8Array(Buffer.from(hex, "hex")) as host.Bytes;
const NONCE_BYTES = 12;
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31)) as host.Bytes;

/** HKDF of WebCrypto itself: the key that the output of the PRF gives. */
async function kekOf(prf: host.Bytes, identity: host.Bytes): Promise<host.Bytes> {
  const key = await crypto.subtle.importKey("raw", prf, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("autus/v2/kek/passkey");
  const rule = { name: "HKDF", hash: "SHA-256", salt: identity, info };
  return new Uint8Array(await crypto.subtle.deriveBits(rule, key, 256)) as host.Bytes;
}

test("WebCrypto opens the wrap of a passkey that CPython has sealed, and seals the same bytes", async () => {
  const { ways } = decode(fromHex(vectors.passkey.keyset)) as { ways: Way[] };
  const way = ways.find((it) => it.kind === "passkey");
  if (!way) throw new Error("the vector has no passkey");
  const identity = fromHex(vectors.identity);
  const kek = await kekOf(fromHex(vectors.prf), identity);
  const bound = ["autus/v2/way", "passkey", way.wrap_id, null, identity, way.public];
  const data = encode(bound) as host.Bytes;
  const nonce = way.private.slice(0, NONCE_BYTES) as host.Bytes;
  const sealed = way.private.slice(NONCE_BYTES) as host.Bytes;
  const [half] = await host.aesOpen([[kek, nonce, sealed, data]]);
  expect(half).not.toBeNull();
  const opened = half as host.Bytes;
  expect(await host.x25519([[opened, BASE_POINT]])).toEqual([way.public]);
  expect(await host.aesSeal([[kek, nonce, opened, data]])).toEqual([sealed]);
  const other = await kekOf(fromHex(vectors.prf), fromHex(vectors.vault));
  expect(await host.aesOpen([[other, nonce, sealed, data]])).toEqual([null]);
});
