/** WebCrypto and hash-wasm behind the `DeviceCrypto` protocol of `shared/crypto/device.py`. */

import { argon2id as hashArgon2id } from "hash-wasm";
import type { Database } from "./database";
import { HostFailure } from "./failure";
import { guarded } from "./store";

export type Bytes = Uint8Array<ArrayBuffer>;
export type AesItem = [key: Bytes, nonce: Bytes, data: Bytes, additional: Bytes];
type KeyedPart = [info: Bytes, length: number, sealed: Bytes];
export type KeyedItem = [secret: Bytes, salt: Bytes, additional: Bytes, parts: KeyedPart[]];
export type OpenedPart = [derived: Uint8Array, plaintext: Uint8Array | null];
export type SignedItem = [publicKey: Bytes, signature: Bytes, message: Bytes];

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** How many operations may wait in WebCrypto's queue at once. */
const CHUNK = 512;
const WRAP_KEY = "device-wrap";
/** A PKCS #8 document up to the private key of 32 bytes (RFC 8410, 7). `curve` ends the object identifier. */
const pkcs8Head = (curve: number) =>
  Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, curve, 4, 0x22, 4, 0x20]);
const ED25519_HEAD = pkcs8Head(0x70);
const X25519_HEAD = pkcs8Head(0x6e);

async function inChunks<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    done.push(...(await Promise.all(items.slice(start, start + CHUNK).map(work))));
  }
  return done;
}

const aesKey = (raw: Bytes, use: "encrypt" | "decrypt") =>
  crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]);

const gcm = (iv: Bytes, additionalData: Bytes) => ({ name: "AES-GCM", iv, additionalData });

/** Only `decrypt` may fail. Any other rejection is a defect and is thrown. */
async function openOrNull(
  key: CryptoKey,
  nonce: Bytes,
  data: Bytes,
  additional: Bytes,
): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, additional), key, data));
  } catch (error) {
    if (error instanceof DOMException && error.name === "OperationError") return null;
    throw error;
  }
}

/** Imports each key of a batch once: the records of a device with a lock all have the same. */
function aesKeys(use: "encrypt" | "decrypt"): (raw: Bytes) => Promise<CryptoKey> {
  const known = new Map<string, Promise<CryptoKey>>();
  return (raw) => {
    const name = raw.join();
    const key = known.get(name) ?? aesKey(raw, use);
    known.set(name, key);
    return key;
  };
}

/** AES-256-GCM, the tag appended. */
export function aesSeal(items: AesItem[]): Promise<Uint8Array[]> {
  const importOnce = aesKeys("encrypt");
  return inChunks(items, async ([raw, nonce, data, additional]) => {
    const key = await importOnce(raw);
    return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, additional), key, data));
  });
}

/** null if authentication fails. */
export function aesOpen(items: AesItem[]): Promise<(Uint8Array | null)[]> {
  const importOnce = aesKeys("decrypt");
  return inChunks(items, async ([raw, nonce, data, additional]) =>
    openOrNull(await importOnce(raw), nonce, data, additional),
  );
}

/** HKDF-SHA256 gives key, nonce and more for each part, and AES-256-GCM opens it. */
export function deriveAndOpen(items: KeyedItem[]): Promise<OpenedPart[][]> {
  const secrets = new Map<string, Promise<CryptoKey>>();
  const importOnce = (raw: Bytes): Promise<CryptoKey> => {
    const name = raw.join();
    const known = secrets.get(name);
    if (known !== undefined) return known;
    const key = crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveBits"]);
    secrets.set(name, key);
    return key;
  };
  return inChunks(items, async ([raw, salt, additional, parts]) => {
    const secret = await importOnce(raw);
    return Promise.all(parts.map((part) => openPart(secret, salt, additional, part)));
  });
}

async function openPart(
  secret: CryptoKey,
  salt: Bytes,
  additional: Bytes,
  [info, length, sealed]: KeyedPart,
): Promise<OpenedPart> {
  const rule = { name: "HKDF", hash: "SHA-256", salt, info };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(rule, secret, 8 * length));
  const key = await aesKey(derived.subarray(0, KEY_BYTES), "decrypt");
  const nonce = derived.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES);
  return [derived, await openOrNull(key, nonce, sealed, additional)];
}

export function sha256(texts: Bytes[]): Promise<Uint8Array[]> {
  return inChunks(
    texts,
    async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", text)),
  );
}

function pkcs8(head: Uint8Array, key: Bytes): Bytes {
  const document = new Uint8Array(head.length + key.length);
  document.set(head);
  document.set(key, head.length);
  return document;
}

const privateKey = (seed: Bytes, extractable: boolean): Promise<CryptoKey> =>
  crypto.subtle.importKey("pkcs8", pkcs8(ED25519_HEAD, seed), "Ed25519", extractable, ["sign"]);

/** The shared secret of each pair of keys. null if it is all zero, which WebCrypto refuses. */
export function x25519(items: [Bytes, Bytes][]): Promise<(Uint8Array | null)[]> {
  return inChunks(items, async ([own, other]) => {
    const document = pkcs8(X25519_HEAD, own);
    const key = await crypto.subtle.importKey("pkcs8", document, "X25519", false, ["deriveBits"]);
    const peer = await crypto.subtle.importKey("raw", other, "X25519", false, []);
    try {
      const rule = { name: "X25519", public: peer };
      return new Uint8Array(await crypto.subtle.deriveBits(rule, key, 256));
    } catch (error) {
      if (error instanceof DOMException && error.name === "OperationError") return null;
      throw error;
    }
  });
}

export async function ed25519Public(seed: Bytes): Promise<Uint8Array> {
  const { x } = await crypto.subtle.exportKey("jwk", await privateKey(seed, true));
  const binary = atob((x ?? "").replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export async function ed25519Sign(seed: Bytes, message: Bytes): Promise<Uint8Array> {
  return new Uint8Array(
    await crypto.subtle.sign("Ed25519", await privateKey(seed, false), message),
  );
}

/** Checks only the curve equation. `shared` has refused small-order points and non-canonical scalars before. */
export async function ed25519Verify(items: SignedItem[]): Promise<boolean[]> {
  const keys = new Map<string, Promise<CryptoKey | null>>();
  const importOnce = (raw: Bytes): Promise<CryptoKey | null> => {
    const name = raw.join();
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]).catch(() => null);
    keys.set(name, key);
    return key;
  };
  return inChunks(items, async ([publicKey, signature, message]) => {
    const key = await importOnce(publicKey);
    return key !== null && crypto.subtle.verify("Ed25519", key, signature, message);
  });
}

export function argon2id(
  password: Bytes,
  salt: Bytes,
  memoryKib: number,
  iterations: number,
  lanes: number,
): Promise<Uint8Array> {
  return hashArgon2id({
    password,
    salt,
    memorySize: memoryKib,
    iterations,
    parallelism: lanes,
    hashLength: 32,
    outputType: "binary",
  });
}

type KeptKeys = WeakMap<Database, Map<string, Promise<CryptoKey>>>;
const signKeys: KeptKeys = new WeakMap();
const wrapKeys: KeptKeys = new WeakMap();

/** A stored key never changes, so it is read once. */
function keptKey(
  kept: KeptKeys,
  database: Database,
  name: string,
  read: () => Promise<CryptoKey>,
): Promise<CryptoKey> {
  const keys = kept.get(database) ?? new Map<string, Promise<CryptoKey>>();
  kept.set(database, keys);
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = read();
  keys.set(name, key);
  key.catch(() => keys.delete(name));
  return key;
}

const deviceKeyName = (handle: string) => `device-${handle}`;

/** Makes a key pair that never leaves this browser. Answers its handle and public key once it is stored. */
export async function newDeviceKey(database: Database): Promise<[string, Uint8Array]> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const handle = crypto.randomUUID();
  await guarded(() => {
    const transaction = database.transaction("keys", "readwrite", { durability: "strict" });
    return Promise.all([transaction.store.put(pair, deviceKeyName(handle)), transaction.done]);
  });
  return [handle, publicKey];
}

export async function deviceSign(
  database: Database,
  handle: string,
  message: Bytes,
): Promise<Uint8Array> {
  const key = await keptKey(signKeys, database, handle, () => readSignKey(database, handle));
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}

async function readSignKey(database: Database, handle: string): Promise<CryptoKey> {
  const pair = await guarded(() => database.get("keys", deviceKeyName(handle)));
  if (pair === undefined || !("privateKey" in pair)) {
    throw new HostFailure(
      "DEVICE_KEY_MISSING",
      "This browser no longer holds the key of this device.",
    );
  }
  return pair.privateKey;
}

/** This browser's own AES-GCM key, made on first use. */
export function deviceWrapKey(database: Database): Promise<CryptoKey> {
  return keptKey(wrapKeys, database, WRAP_KEY, () => guarded(() => readWrapKey(database)));
}

/** `add` refuses to replace a key, so a second caller gets the key of the first. */
async function readWrapKey(database: Database): Promise<CryptoKey> {
  const kept = await database.get("keys", WRAP_KEY);
  if (kept instanceof CryptoKey) return kept;
  if (kept !== undefined)
    throw new HostFailure("STORAGE_DAMAGED", "The browser returns no key where it stored one.");
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const transaction = database.transaction("keys", "readwrite", { durability: "strict" });
  try {
    await Promise.all([transaction.store.add(fresh, WRAP_KEY), transaction.done]);
    return fresh;
  } catch (error) {
    if (error instanceof DOMException && error.name === "ConstraintError")
      return readWrapKey(database);
    throw error;
  }
}

/** nonce || ciphertext || tag. Random nonces are safe, because one browser seals far fewer than 2^32 times. */
export async function deviceSeal(
  database: Database,
  items: [Bytes, Bytes][],
): Promise<Uint8Array[]> {
  const key = await deviceWrapKey(database);
  return inChunks(items, async ([data, additional]) => {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, additional), key, data));
    const joined = new Uint8Array(NONCE_BYTES + sealed.length);
    joined.set(nonce);
    joined.set(sealed, NONCE_BYTES);
    return joined;
  });
}

export async function deviceOpen(
  database: Database,
  items: [Bytes, Bytes][],
): Promise<(Uint8Array | null)[]> {
  const key = await deviceWrapKey(database);
  return inChunks(items, async ([sealed, additional]) =>
    // Browsers do not agree on what they do with an empty nonce.
    sealed.length < NONCE_BYTES + TAG_BYTES
      ? null
      : openOrNull(key, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), additional),
  );
}
