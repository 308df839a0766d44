// A second implementation of the envelope, from docs/spec and on WebCrypto alone, to hold against chain-v1.json.
//
//   node tests/client/webcrypto_vectors.mjs tests/vectors/chain-v1.json
//
// prints {failures, sealed}: what it disagrees with, and what it sealed itself for the other side to open. In a page:
// import it and call check(vectors).

const subtle = globalThis.crypto.subtle;
const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true });

const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const equal = (one, other) => toHex(one) === toHex(other);

function join(...parts) {
  const all = parts.map((part) => (typeof part === "string" ? utf8.encode(part) : part));
  const joined = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of all) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function u32(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

// --- MessagePack, as far as headers and signed arrays need it ------------------------------------

function packInteger(value) {
  if (value < 0x80) return Uint8Array.of(value);
  for (const [code, size] of [[0xcc, 1], [0xcd, 2], [0xce, 4], [0xcf, 8]]) {
    if (size === 8 || value < 2 ** (8 * size)) {
      const bytes = new Uint8Array(9);
      new DataView(bytes.buffer).setBigUint64(1, BigInt(value));
      return join(Uint8Array.of(code), bytes.slice(9 - size));
    }
  }
  throw new Error("unreachable");
}

function pack(value) {
  if (value === null) return Uint8Array.of(0xc0);
  if (typeof value === "number") return packInteger(value);
  if (Array.isArray(value)) return join(Uint8Array.of(0x90 | value.length), ...value.map(pack));
  if (typeof value === "string") return join(Uint8Array.of(0xa0 | value.length), value);
  return join(Uint8Array.of(0xc4, value.length), value);
}

function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const read = () => {
    const code = view.getUint8(at++);
    if (code < 0x80) return code;
    if (code >> 4 === 9) return Array.from({ length: code & 15 }, read);
    if (code === 0xc4) {
      const size = view.getUint8(at++);
      at += size;
      if (at > bytes.length) throw new Refusal("BAD_HEADER");
      return bytes.slice(at - size, at);
    }
    for (const [integer, size] of [[0xcc, 1], [0xcd, 2], [0xce, 4], [0xcf, 8]]) {
      if (code === integer) {
        at += size;
        return Number(`0x${toHex(bytes.slice(at - size, at))}`);
      }
    }
    throw new Refusal("BAD_HEADER");
  };
  return read();
}

// --- Primitives ------------------------------------------------------------------------------------

export class Refusal extends Error {}

const sha256 = async (data) => new Uint8Array(await subtle.digest("SHA-256", data));

export async function hmac(key, data) {
  // WebCrypto refuses an empty key; HMAC pads any key with zeros, so one zero byte is the same key.
  const raw = key.length ? key : new Uint8Array(1);
  const imported = await subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, data));
}

export async function hkdf(key, salt, info, length) {
  const imported = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await subtle.deriveBits(parameters, imported, length * 8));
}

const aesKey = (key, use) => subtle.importKey("raw", key.slice(0, 32), "AES-GCM", false, [use]);
const aesParameters = (key, aad) => ({ name: "AES-GCM", iv: key.slice(32, 44), additionalData: aad });

function padmeLength(length) {
  const exponent = Math.floor(Math.log2(length));
  const zeros = exponent - (Math.floor(Math.log2(exponent)) + 1);
  const unit = 2 ** Math.max(0, zeros);
  return Math.ceil(length / unit) * unit;
}

async function sealPart(key, data, header) {
  const padded = new Uint8Array(padmeLength(data.length + 4));
  padded.set(join(u32(data.length), data));
  return new Uint8Array(await subtle.encrypt(aesParameters(key, header), await aesKey(key, "encrypt"), padded));
}

async function decryptPart(key, sealed, header) {
  try {
    const opened = await subtle.decrypt(aesParameters(key, header), await aesKey(key, "decrypt"), sealed);
    return new Uint8Array(opened);
  } catch {
    throw new Refusal("COMMIT_UNREADABLE");
  }
}

function unpad(padded) {
  const end = padded.length < 4 ? Number.NaN : new DataView(padded.buffer).getUint32(0) + 4;
  if (padded.length !== padmeLength(end) || padded.slice(end).some((byte) => byte !== 0)) throw new Refusal("BAD_PADDING");
  return padded.slice(4, end);
}

// --- Commits ---------------------------------------------------------------------------------------

const where = (vault, epoch) => join(vault, u32(epoch));
const openingKey = (vk, vault, epoch, salt) => hkdf(vk, salt, join("autus/v1/open", where(vault, epoch)), 76);
const contextKey = (vk, vault, epoch, salt) => hkdf(vk, salt, join("autus/v1/context", where(vault, epoch)), 44);
const replayTag = (opening, marker) =>
  hmac(opening.slice(44), join("autus/v1/replay", opening.slice(0, 44), fromHex(marker)));
const commitId = async (header, ciphertext) => sha256(join("autus/v1/id", header, await sha256(ciphertext)));

function decodeHeader(bytes) {
  const fields = unpack(bytes);
  if (!Array.isArray(fields) || fields.length !== 9 || !equal(pack(fields), bytes)) throw new Refusal("BAD_HEADER");
  const [version, kind, vault, epoch, parents, device, seq, salt, tag] = fields;
  const sizes = vault.length === 16 && salt.length === 32 && tag.length === 32 && parents.length === kind;
  const author = kind === 2 ? device.length === 0 && seq === 0 : device.length === 16 && seq >= 1;
  const ascending = kind !== 2 || toHex(parents[0]) < toHex(parents[1]);
  if (version !== 1 || kind > 2 || epoch < 1 || !sizes || !author || !ascending) throw new Refusal("BAD_HEADER");
  return { kind, vault, epoch, parents, device, seq, salt, tag };
}

function readBody(bytes, kind) {
  let body;
  try {
    body = JSON.parse(text.decode(bytes));
  } catch {
    throw new Refusal("BAD_BODY");
  }
  if (body.rules !== "autus.rules.v1" || body.v !== 1) throw new Refusal("UPDATE_REQUIRED");
  if (body.kind !== ["genesis", "commit", "merge"][kind]) throw new Refusal("BAD_BODY");
  return body;
}

async function markerHash({ label, prev_hash, state_hash, t_ms }) {
  // The names are in ascending order, so JSON.stringify writes the canonical text.
  return toHex(await sha256(utf8.encode(JSON.stringify({ label, prev_hash, state_hash, t_ms }))));
}

export async function open(vaultKey, headerBytes, ciphertext) {
  const header = decodeHeader(headerBytes);
  const length = ciphertext.length < 4 ? Number.NaN : 4 + new DataView(ciphertext.buffer).getUint32(0);
  if (!(length <= ciphertext.length)) throw new Refusal("COMMIT_UNREADABLE");
  const opening = await openingKey(vaultKey, header.vault, header.epoch, header.salt);
  const plain = await decryptPart(opening, ciphertext.slice(4, length), headerBytes);
  let context = null;
  if (length < ciphertext.length) {
    const key = await contextKey(vaultKey, header.vault, header.epoch, header.salt);
    context = text.decode(unpad(await decryptPart(key, ciphertext.slice(length), headerBytes)));
  }
  const bytes = unpad(plain);
  const body = readBody(bytes, header.kind);
  if (!equal(await replayTag(opening, body.marker.hash), header.tag)) throw new Refusal("BAD_REPLAY_TAG");
  if ((await markerHash(body.marker)) !== body.marker.hash) throw new Refusal("BAD_MARKER");
  return { header, body: text.decode(bytes), context, id: await commitId(headerBytes, ciphertext), opening };
}

export async function seal(vaultKey, fields, body, context) {
  const { kind, vault, epoch, parents, device, seq, salt } = fields;
  const opening = await openingKey(vaultKey, vault, epoch, salt);
  const tag = await replayTag(opening, JSON.parse(body).marker.hash);
  const header = pack([1, kind, vault, epoch, parents, device, seq, salt, tag]);
  const part = await sealPart(opening, utf8.encode(body), header);
  const key = await contextKey(vaultKey, vault, epoch, salt);
  const second = context === null ? new Uint8Array(0) : await sealPart(key, utf8.encode(context), header);
  const ciphertext = join(u32(part.length), part, second);
  return { header, ciphertext, id: await commitId(header, ciphertext) };
}

async function merge(vaultKey, vault, epoch, parents, body) {
  const key = await hkdf(vaultKey, new Uint8Array(0), join("autus/v1/siv", where(vault, epoch)), 32);
  const salt = await hmac(key, join(pack([1, 2, vault, epoch, parents, new Uint8Array(0), 0]), body));
  return seal(vaultKey, { kind: 2, vault, epoch, parents, device: new Uint8Array(0), seq: 0, salt }, body, null);
}

// --- Signatures ------------------------------------------------------------------------------------

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (bytes) => BigInt(`0x${toHex(bytes.slice().reverse())}`);

function power(base, exponent) {
  let result = 1n;
  for (let square = base % PRIME, left = exponent; left > 0n; left >>= 1n, square = (square * square) % PRIME) {
    if (left & 1n) result = (result * square) % PRIME;
  }
  return result;
}

// The eighth multiple's y, by doubling three times on y alone: it is 1 exactly for the points of small order.
function hasSmallOrder(y) {
  const d = (PRIME - ((121665n * power(121666n, PRIME - 2n)) % PRIME)) % PRIME;
  let current = y;
  for (let doubling = 0; doubling < 3; doubling++) {
    const yy = (current * current) % PRIME;
    const xx = ((yy + PRIME - 1n) * power((d * yy + 1n) % PRIME, PRIME - 2n)) % PRIME;
    const bottom = (1n + PRIME - ((d * ((xx * yy) % PRIME)) % PRIME)) % PRIME;
    current = ((yy + xx) * power(bottom, PRIME - 2n)) % PRIME;
  }
  return current === 1n;
}

function isStrictPoint(bytes) {
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  return y < PRIME && !hasSmallOrder(y);
}

export async function verify(publicKey, signature, message) {
  if (littleEndian(signature.slice(32)) >= ORDER) return false;
  if (!isStrictPoint(publicKey) || !isStrictPoint(signature.slice(0, 32))) return false;
  const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", key, signature, message);
}

async function sign(seed, message) {
  const pkcs8 = join(fromHex("302e020100300506032b657004220420"), seed);
  const key = await subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  return new Uint8Array(await subtle.sign("Ed25519", key, message));
}

// --- Against the vectors ---------------------------------------------------------------------------

function fieldsOf(vector) {
  const { kind, epoch, seq } = vector;
  const [vault, device, salt] = [vector.vault, vector.device, vector.salt].map(fromHex);
  return { kind, vault, epoch, parents: vector.parents.map(fromHex), device, seq, salt };
}

async function checkCommits(vectors, expect) {
  for (const vector of vectors.envelopes) {
    const key = fromHex(vector.vault_key);
    const opened = await open(key, fromHex(vector.header), fromHex(vector.ciphertext));
    expect(vector.name, "body", opened.body, vector.body);
    expect(vector.name, "context", opened.context, vector.context);
    expect(vector.name, "id", toHex(opened.id), vector.id);
    expect(vector.name, "opening_key", toHex(opened.opening), vector.opening_key);
    const sealed = await seal(key, fieldsOf(vector), vector.body, vector.context);
    for (const part of ["header", "ciphertext", "id"]) expect(vector.name, part, toHex(sealed[part]), vector[part]);
  }
  for (const vector of vectors.merges) {
    const parents = vector.parents.map(fromHex);
    const made = await merge(fromHex(vector.vault_key), fromHex(vector.vault), vector.epoch, parents, vector.body);
    for (const part of ["header", "ciphertext", "id"]) expect(vector.name, part, toHex(made[part]), vector[part]);
    await open(fromHex(vector.vault_key), made.header, made.ciphertext);
  }
  const key = fromHex(vectors.envelopes[0].vault_key);
  for (const vector of vectors.refused) {
    let code = "accepted";
    try {
      await open(key, fromHex(vector.header), fromHex(vector.ciphertext));
    } catch (error) {
      code = error instanceof Refusal ? error.message : `crashed: ${error}`;
    }
    expect(vector.name, "code", code, vector.code);
  }
}

const orNull = (hex) => (hex === null ? null : fromHex(hex));

async function checkSignatures(vectors, expect) {
  for (const [place, vector] of vectors.certificates.entries()) {
    const name = `certificate ${place}`;
    const { vault, device, head, roster_head } = vector;
    const ids = [fromHex(vault), fromHex(device), orNull(vector.base), fromHex(head)];
    const message = pack(["autus/push/v1", ...ids, vector.count, fromHex(roster_head)]);
    expect(name, "message", toHex(message), vector.message);
    expect(name, "device", toHex((await sha256(fromHex(vector.public))).slice(0, 16)), device);
    expect(name, "signature", toHex(await sign(fromHex(vector.seed), message)), vector.signature);
    expect(name, "valid", await verify(fromHex(vector.public), fromHex(vector.signature), message), true);
  }
  for (const vector of vectors.receipts) {
    const name = `receipt ${vector.number}`;
    const first = ["autus/receipt/v1", fromHex(vector.vault), fromHex(vector.generation), vector.number];
    const rest = [fromHex(vector.head), vector.commits, orNull(vector.previous), vector.level, vector.time_ms];
    const message = pack([...first, ...rest]);
    expect(name, "message", toHex(message), vector.message);
    expect(name, "hash", toHex(await sha256(message)), vector.hash);
    expect(name, "signature", toHex(await sign(fromHex(vector.seed), message)), vector.signature);
    expect(name, "valid", await verify(fromHex(vector.public), fromHex(vector.signature), message), true);
  }
  for (const vector of vectors.refused_signatures) {
    const [key, signature, message] = [vector.public, vector.signature, vector.message].map(fromHex);
    expect(vector.name, "valid", await verify(key, signature, message), false);
  }
}

async function checkKeys({ keys }, expect) {
  const [master, identity, none] = [fromHex(keys.master_key), fromHex(keys.identity), new Uint8Array(0)];
  const derive = async (info) => toHex(await hkdf(master, none, utf8.encode(info), 32));
  expect("keys", "auth_key", await derive("autus/v1/auth"), keys.auth_key);
  expect("keys", "password_kek", await derive("autus/v1/kek/password"), keys.password_kek);
  const vault = await sha256(join("autus/v1/vault", identity, fromHex(keys.genesis_salt)));
  expect("keys", "vault", toHex(vault.slice(0, 16)), keys.vault);
  const statement = fromHex(keys.roster_statement);
  expect("roster", "head", toHex(await sha256(statement)), keys.roster_head);
  expect("roster", "signature", toHex(await sign(fromHex(keys.identity_seed), statement)), keys.roster_signature);
  expect("roster", "valid", await verify(identity, fromHex(keys.roster_signature), statement), true);
}

/** Everything that WebCrypto finds different from the vectors, and commits of its own under new salts. */
export async function check(vectors) {
  const failures = [];
  const expect = (name, what, computed, expected) => {
    if (computed !== expected) failures.push({ name, what, computed, expected });
  };
  await checkCommits(vectors, expect);
  await checkSignatures(vectors, expect);
  await checkKeys(vectors, expect);
  const sealed = [];
  for (const vector of vectors.envelopes) {
    const fields = { ...fieldsOf(vector), salt: await sha256(fromHex(vector.salt)) };
    const commit = await seal(fromHex(vector.vault_key), fields, vector.body, vector.context);
    const parts = ["header", "ciphertext", "id"].map((part) => [part, toHex(commit[part])]);
    sealed.push({ name: vector.name, salt: toHex(fields.salt), ...Object.fromEntries(parts) });
  }
  return { failures, sealed };
}

if (globalThis.process?.argv[1]?.endsWith("webcrypto_vectors.mjs")) {
  const { readFile } = await import("node:fs/promises");
  const vectors = JSON.parse(await readFile(globalThis.process.argv[2], "utf-8"));
  console.log(JSON.stringify(await check(vectors)));
}
