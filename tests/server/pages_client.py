"""A client that was written from `docs/` alone: no line of it comes from `shared/` or `client/`.

`test_client_of_the_pages.py` runs it against the real server.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import ssl
import unicodedata
from typing import Any

import httpx
import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

pack, unpack = msgspec.msgpack.encode, msgspec.msgpack.decode
Document = dict[str, Any]
SLOTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
HORIZONS = {"H1": (0.10, 4), "D1": (0.15, 8), "D7": (0.25, 14), "D30": (0.40, 30), "D180": (0.55, 60)}


# --- docs/spec/keys.md and commits.md ------------------------------------------------------------


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt or None, info).derive(key)


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def seal(key: bytes, nonce: bytes, data: bytes, additional: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, data, additional)


def padded(data: bytes) -> bytes:
    framed = len(data).to_bytes(4, "big") + data
    exponent = len(framed).bit_length() - 1
    step = 1 << max(0, exponent - exponent.bit_length())
    return framed + bytes(-len(framed) % step)


def canonical(document: object) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Person:
    """Password, identity and one device."""

    def __init__(self, name: str, password: str) -> None:
        self.name = name
        self.kdf = {"salt": os.urandom(16), "memory_kib": 65_536, "iterations": 3, "lanes": 1}
        secret = unicodedata.normalize("NFKC", password).encode()
        master = hash_secret_raw(secret, self.kdf["salt"], 3, 65_536, 1, 32, Type.ID)
        self.auth_key = hkdf(master, b"", b"autus/v1/auth", 32)
        self.kek = hkdf(master, b"", b"autus/v1/kek/password", 32)
        self.account_key, self.seed = os.urandom(32), os.urandom(32)
        self.signer = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.identity = self.signer.public_key().public_bytes_raw()
        self.device_signer = Ed25519PrivateKey.generate()
        self.device_public = self.device_signer.public_key().public_bytes_raw()
        self.device = sha(self.device_public)[:16]
        self.roster = self.statement()

    def wrap(self) -> Document:
        wrap_id = os.urandom(16)
        sealed = {}
        for part, secret in (("account_key", self.account_key), ("identity_seed", self.seed)):
            bound = ["autus/v1/wrap", "password", wrap_id, list(self.kdf.values()), self.identity, part]
            nonce = os.urandom(12)
            sealed[part] = nonce + seal(self.kek, nonce, secret, pack(bound))
        return {"kind": "password", "wrap_id": wrap_id, "kdf": self.kdf, **sealed}

    def keyset(self, version: int, secrets: Document, wraps: list[Document]) -> Document:
        bound, nonce = ["autus/v1/secrets", version, sha(pack(wraps))], os.urandom(12)
        sealed = nonce + seal(self.account_key, nonce, padded(pack(secrets)), pack(bound))
        return {"version": version, "wraps": wraps, "sealed_secrets": sealed}

    def statement(self) -> list[bytes]:
        key, nonce = hkdf(self.account_key, b"", b"autus/v1/device-name", 32), os.urandom(12)
        name = nonce + seal(key, nonce, padded("책상".encode()), self.device)
        content = [self.device_public, name]
        statement = pack(["autus/roster/v1", self.identity, 0, None, 1_000, "add", content])
        return [statement, self.signer.sign(statement)]


class Vault:
    """A goal's key, and the sealing and opening of its commits."""

    def __init__(self, identity: bytes, device: bytes) -> None:
        self.key, self.device = os.urandom(32), device
        self.genesis_salt = os.urandom(32)
        self.id = sha(b"autus/v1/vault", identity, self.genesis_salt)[:16]
        self.where = self.id + (1).to_bytes(4, "big")

    def opening_key(self, salt: bytes) -> bytes:
        return hkdf(self.key, salt, b"autus/v1/open" + self.where, 76)

    def commit(
        self, kind: int, parents: list[bytes], seq: int, body: Document, words: Document
    ) -> list[bytes]:
        salt = os.urandom(32) if parents else self.genesis_salt
        opening = self.opening_key(salt)
        key, nonce, blind = opening[:32], opening[32:44], opening[44:]
        marker = bytes.fromhex(body["marker"]["hash"])
        tag = hmac.digest(blind, b"autus/v1/replay" + key + nonce + marker, "sha256")
        header = pack([1, kind, self.id, 1, parents, self.device, seq, salt, tag])
        first = seal(key, nonce, padded(canonical(body)), header)
        context = hkdf(self.key, salt, b"autus/v1/context" + self.where, 44)
        second = seal(context[:32], context[32:], padded(canonical(words)), header)
        return [header, len(first).to_bytes(4, "big") + first + second]


def commit_id(header: bytes, ciphertext: bytes) -> bytes:
    return sha(b"autus/v1/id", header, sha(ciphertext))


def open_body(opening: bytes, header: bytes, ciphertext: bytes) -> Document:
    """The body of a commit, by its disclosed opening key, with its tag and its marker checked."""
    length = int.from_bytes(ciphertext[:4], "big")
    key, nonce, blind = opening[:32], opening[32:44], opening[44:]
    framed = AESGCM(key).decrypt(nonce, ciphertext[4 : 4 + length], header)
    text = framed[4 : 4 + int.from_bytes(framed[:4], "big")]
    assert framed == padded(text)
    body: Document = json.loads(text)
    assert canonical(body) == text
    marker = dict(body["marker"])
    assert marker.pop("hash") == hashlib.sha256(canonical(marker)).hexdigest()
    hash_ = bytes.fromhex(body["marker"]["hash"])
    assert unpack(header)[8] == hmac.digest(blind, b"autus/v1/replay" + key + nonce + hash_, "sha256")
    return body


# --- docs/spec/physics.md ------------------------------------------------------------------------


def default_draft() -> Document:
    page1 = {"mass_modifier": 0.0, "volume_override": 0.5, "horizon_override": "D1"}
    page2 = {"mass_filter": 0.0, "flow_filter": 0.0, "sigma_filter": 1.0, "virtual_anchor_shift": [0.0, 0.0]}
    return {
        "page1": page1,
        "page2": {**page2, "ops": []},
        "page3": {"allocations": dict.fromkeys(SLOTS, 0.125)},
    }


def new_state(session: str) -> Document:
    measure = {"M": 0.5, "E": 0.5, "dE_dt": 0.0, "sigma": 0.3, "leak": 0.1, "pressure": 0.5, "volume": 0.5}
    measure |= {"density": 0.5, "stability": 0.7, "recovery": 0.1, "node_type": "POTENTIAL"}
    node = {"id": "SELF", "mass": 0.5, "sigma": 0.3, "density": 0.3, "type": "SELF", "layer": 0}
    trajectory = {"samples": [0.0] * 4, "confidence": 0.0}
    return {
        "version": "autus.state.v1",
        "session_id": session,
        "t_ms": 0,
        "measure": measure,
        "forecast": {"horizon": "D1", "P_outcome": 0.0, "trajectory": trajectory},
        "graph": {"anchor_node_id": "SELF", "nodes": [node], "edges": []},
        "ui": {"mode": "LIVE", "page": 1, "hud_visible": False},
        "draft": default_draft(),
        "replay": {"last_marker_id": None, "markers": []},
    }


def c01(value: float) -> float:
    return max(0.0, min(1.0, value))


def lerp(old: float, new: float, share: float) -> float:
    return old + (new - old) * share


def normalised(shares: Document) -> Document:
    total = 0.0
    for slot in SLOTS:
        total += shares[slot]
    return {slot: shares[slot] / total for slot in SLOTS}


def committed(state: Document, draft: Document, t_ms: int) -> Document:
    """The six stages, for a draft without node operations."""
    m, a = dict(state["measure"]), normalised(normalised(draft["page3"]["allocations"]))
    e = c01(0.35 + 0.65 * a["E"])
    m["E"] = lerp(m["E"], e, 0.40)
    m["pressure"] = lerp(m["pressure"], c01(0.40 + 0.55 * a["S"] - 0.50 * a["SW"]), 0.40)
    m["leak"] = lerp(m["leak"], c01(0.35 + 0.60 * a["SE"] - 0.45 * a["W"]), 0.40)
    m["sigma"] = lerp(m["sigma"], c01(0.30 + 0.70 * a["NE"] - 0.40 * a["S"] - 0.25 * a["W"]), 0.40)
    m["volume"] = lerp(m["volume"], max(0.05, c01(0.70 - 0.35 * a["N"] - 0.55 * a["NW"])), 0.40)
    m["dE_dt"] = e - m["E"]
    page1 = draft["page1"]
    m["M"] = lerp(m["M"], c01(m["M"] * (1 + page1["mass_modifier"])), 0.35)
    m["volume"] = lerp(m["volume"], page1["volume_override"], 0.50)
    m["density"] = c01((m["E"] * (1 - m["leak"]) * m["pressure"]) / max(m["volume"], 0.05))
    m["stability"], m["recovery"] = c01(1 - m["sigma"]), c01(m["recovery"])
    m["node_type"] = node_type(m)
    horizon = page1["horizon_override"]
    h, n = HORIZONS[horizon]
    trend = (m["stability"] - 0.5) * 0.1
    count = min(n, 8)
    steps = [i / max(n - 1, 1) for i in range(count)]
    samples = [c01(m["density"] + trend * t * (1.0 - m["sigma"])) for t in steps]
    outcome = c01((m["density"] * 0.65 + m["stability"] * 0.35) * (1.0 - h * m["sigma"]))
    trajectory = {"samples": samples, "confidence": c01(1.0 - h * m["sigma"])}
    forecast = {"horizon": horizon, "P_outcome": outcome, "trajectory": trajectory}
    return {**state, "t_ms": t_ms, "measure": m, "forecast": forecast, "draft": default_draft()}


def node_type(m: Document) -> str:
    rules = (
        ("THRESHOLD", m["density"] > 0.75 and m["sigma"] < 0.25),
        ("ENTROPY_DOMINANT", m["sigma"] > 0.60),
        ("STABLE", m["stability"] > 0.70),
        ("MASS_DOMINANT", m["M"] > 0.60 and m["sigma"] < 0.40),
        ("FLOW_DOMINANT", m["E"] > 0.50),
        ("KINETIC", m["E"] > m["M"]),
        ("POTENTIAL", m["E"] < 0.30 and m["sigma"] < 0.50),
    )
    return next((name for name, holds in rules if holds), "DIFFUSE")


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return float(f"{value:.6f}") if isinstance(value, float) else value


def state_hash(state: Document) -> str:
    # Graph and operations keep their full precision.
    document = {**rounded(state), "graph": state["graph"]}
    return hashlib.sha256(canonical(document)).hexdigest()


def body_of(kind: str, state: Document, t_ms: int, prev: str | None, draft: Document | None) -> Document:
    label = "첫 걸음" if draft else None
    marker = {"t_ms": t_ms, "state_hash": state_hash(state), "prev_hash": prev, "label": label}
    marker["hash"] = hashlib.sha256(canonical(marker)).hexdigest()
    body = {"kind": kind, "marker": marker, "rules": "autus.rules.v1", "t_ms": t_ms, "v": 1}
    return body if draft is None else {**body, "draft": draft}


# --- docs/API.md, messages.md, push-and-receipt.md ------------------------------------------------


class Client:
    def __init__(self, url: str, receipt_key: bytes = b"") -> None:
        self.http = httpx.Client(base_url=url, timeout=30, verify=NO_CERTIFICATES)
        self.receipt_key = receipt_key

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {} if body is None else {"content-type": "application/msgpack"}
        content = None if body is None else pack(body)
        answer = self.http.request(method, "/api/v1" + path, content=content, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.status_code, unpack(answer.content) if answer.content else None

    def close(self) -> None:
        self.http.close()

    def begin(self, answer: Document) -> None:
        self.http.headers["authorization"] = "Bearer " + answer["token"]
        self.receipt_key = answer["receipt_key"]

    def check_receipt(self, vault: bytes, receipt: list[Any]) -> bytes:
        """The receipt's hash, if the server has signed it."""
        *members, signature = receipt
        message = pack(["autus/receipt/v1", vault, *members])
        Ed25519PublicKey.from_public_bytes(self.receipt_key).verify(signature, message)
        return sha(message)


def push_of(
    person: Person, vault: Vault, base: bytes | None, commits: list[list[bytes]], disclosure: Document | None
) -> Document:
    """The body of a push."""
    head = commit_id(*commits[-1])
    roster_head = sha(person.roster[0])
    message = pack(["autus/push/v1", vault.id, person.device, base, head, len(commits), roster_head])
    certificate = [person.device, len(commits), roster_head, person.device_signer.sign(message)]
    push = {"base": base, "head": head, "commits": commits, "certificate": certificate}
    return push if disclosure is None else {**push, "disclosure": disclosure}
