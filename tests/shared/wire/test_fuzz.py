"""Mutated documents for every decoder: each is read, or refused. Nothing else happens, whatever the bytes.

A run tries `DOCUMENTS` mutations for each decoder. `make fuzz` tries 100,000, in CPython and in Pyodide.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import pytest

from shared.chain.body import decode_body
from shared.chain.context import decode_context
from shared.chain.header import decode_header
from shared.device.core.commit_log import decode_rows
from shared.device.core.host import Response
from shared.device.core.index_rows import IndexRow
from shared.device.core.records import (
    AccountRecord,
    DeviceRecord,
    SavedWhatIf,
    SavedWhatIfs,
    VaultMeta,
    decode,
    decode_device,
    decode_document,
)
from shared.device.core.server_client import decode_refusal
from shared.device.data.plain_import import read_plain
from shared.errors import AutusError
from shared.physics.checkpoint import state_from_bytes, state_to_bytes
from shared.physics.state import new_state
from shared.sync.parse import parse_push
from shared.vault.archive import ArchivedGoal, Commits, Manifest, read_front, write_header
from shared.vault.keys import Secrets, VaultSecret
from shared.vault.roster_statements import decode_statement
from shared.wire.accounts import KdfParams, Keyset, Registration, SessionAnswer, SignedStatement, Wrap
from shared.wire.codes import CODES
from shared.wire.decoding import Limits, decode_msgpack, load_json
from shared.wire.encoding import encode
from shared.wire.pushes import Certificate, Disclosure, PullPage, Push, Receipt, StoredPush, encode_commits
from shared.wire.vaults import VaultList, VaultSummary
from tests.conftest import ROOT

DOCUMENTS = int(os.environ.get("AUTUS_FUZZ", "200"))
LIMITS = Limits(1_000_000)
VECTORS = json.loads((ROOT / "tests" / "vectors" / "chain-v1.json").read_text(encoding="utf-8"))
ENVELOPE = VECTORS["envelopes"][1]
BODY = ENVELOPE["body"].encode()
WIRE = (bytes.fromhex(ENVELOPE["header"]), bytes.fromhex(ENVELOPE["ciphertext"]))
B16, B32, B64, B76 = bytes(16), bytes(range(32)), bytes(64), bytes(76)

KDF = KdfParams(B16, 65_536, 3, 1)
KEYSET = Keyset(3, (Wrap("password", B16, KDF, B64, B64),), B64)
STATEMENT = SignedStatement(
    bytes.fromhex(VECTORS["keys"]["roster_statement"]), bytes.fromhex(VECTORS["keys"]["roster_signature"])
)
CERTIFICATE = Certificate(B16, 1, B32, B64)
RECEIPT = Receipt(B16, 1, B32, 1, None, "links", 1, B64)
STORED = StoredPush(None, B32, encode_commits([WIRE]), CERTIFICATE, RECEIPT)
PUSH = Push(None, B32, encode_commits([WIRE]), CERTIFICATE, Disclosure(B32, b"{}", ((B32, B76),)))
GOAL = ArchivedGoal(B16, B32, {1: B32}, "goal", False, B32, 1, 0, 1, "0" * 64)
PLAIN = {
    "format": "autus.export.v1",
    "rules": "autus.rules.v1",
    "vault": "0" * 32,
    "name": "goal",
    "head": "0" * 64,
    "state_hash": "0" * 64,
    "commits": [{"id": "0" * 64, "parents": [], "body": json.loads(BODY), "context": {"note": "n"}}],
}
WHATIFS = encode(SavedWhatIfs(2, (SavedWhatIf(1, "w", b"{}"),)))
ACCOUNT = AccountRecord("mina", B32, KEYSET, (STATEMENT,), B32, True, False, (B16,))


def of(kind: Any) -> Callable[[bytes], object]:
    return lambda data: decode_msgpack(data, kind, LIMITS)


def push(data: bytes) -> object:
    return parse_push(decode_msgpack(data, Push, LIMITS), B16)


# Name -> a document as it should be, and what reads it.
DECODERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "header": (WIRE[0], decode_header),
    "body": (BODY, decode_body),
    "context": (VECTORS["envelopes"][2]["context"].encode(), decode_context),
    "state": (state_to_bytes(new_state("0" * 32)), state_from_bytes),
    "statement": (
        STATEMENT.statement,
        lambda data: decode_statement(SignedStatement(data[:4_096], STATEMENT.signature)),
    ),
    "roster": (encode([STATEMENT]), of(list[SignedStatement])),
    "keyset": (encode(KEYSET), of(Keyset)),
    "secrets": (encode(Secrets({"0" * 32: VaultSecret({1: B32}, "goal")}, B32)), of(Secrets)),
    "registration": (
        encode(Registration("mina", B32, B32, B16, KEYSET, (STATEMENT,), "cookie")),
        of(Registration),
    ),
    "session": (encode(SessionAnswer(B32, KEYSET, (STATEMENT,), B32, B16)), of(SessionAnswer)),
    "vaults": (encode(VaultList(B16, (VaultSummary(B16, B16, 1, B32, 1, False),), (B16,))), of(VaultList)),
    "push": (encode(PUSH), push),
    "pull": (encode(PullPage(B16, RECEIPT, (STORED,))), of(PullPage)),
    "problem": (
        b'{"type":"about:blank","status":422,"code":"QUOTA_EXCEEDED","detail":"full","limit":{"bytes":[1]}}',
        lambda data: decode_refusal(Response(422, data, "application/problem+json")),
    ),
    "archive head": (write_header(KDF) + bytes(120), read_front),
    "archive manifest": (encode(Manifest(1, (GOAL,))), of(Manifest | Commits)),
    "archive commits": (encode(Commits(B16, (WIRE,))), of(Manifest | Commits)),
    "export": (json.dumps(PLAIN).encode(), read_plain),
    "device record": (encode(DeviceRecord("h", B32, B16, B32)), decode_device),
    "account record": (encode(ACCOUNT), lambda data: decode(data, AccountRecord)),
    "meta record": (encode(VaultMeta(B32, False, B32, 1, 1, 1, 0)), lambda data: decode(data, VaultMeta)),
    "index record": (encode([IndexRow(B32, (B32,), 1, 1, 1, B16, 1, False)]), decode_rows),
    "what-ifs": (
        encode(SavedWhatIfs(2, (SavedWhatIf(1, "w", b"{}"),))),
        lambda data: decode(data, SavedWhatIfs),
    ),
    "draft": (BODY, decode_document),
    "any json": (BODY, lambda data: load_json(data, LIMITS)),
}

# What is refused for another reason than its form: a hash, a link, an end mark.
REFUSED = {"archive head", "push", "export"}
BOMBS = [
    *(b"\x91" * depth for depth in (31, 32, 33, 20_000)),
    *(b"\x81\xa1x" * depth for depth in (31, 33, 20_000)),
    *(b"[" * depth for depth in (31, 32, 33, 20_000)),
    *(b'{"x":' * depth for depth in (31, 33, 20_000)),
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xc9\xff\xff\xff\xff\x01",
    b"\xd6\xff\x00\x00\x00\x00",
    b"\xcf" + b"\xff" * 8,
    b"\xcb\x7f\xf8" + bytes(6),
    b"1e999",
    b"9" * 5_000,
    b"NaN",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xff",
]


def mutated(seed: bytes, chance: Random) -> bytes:
    """The document after one to four changes: bytes changed, removed, repeated, moved, or put in."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        place = chance.randrange(len(data) + 1)
        end = place + chance.choice((1, 1, 2, 4, 16, 64))
        match chance.randrange(8):
            case 0 | 1 if place < len(data):
                data[place] = chance.randrange(256)
            case 2 if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            case 3:
                del data[place:end]
            case 4:
                data[place:place] = data[place:end]
            case 5:
                data[place:end] = chance.choice(BOMBS)
            case 6:
                data[place:place] = chance.choice(BOMBS)
            case _:
                del data[place:]
    return bytes(data)


@pytest.mark.parametrize("name", DECODERS)
def test_a_mutated_document_is_read_or_refused(name: str) -> None:
    document, read = DECODERS[name]
    if name not in REFUSED:
        read(document)
    chance = Random(f"autus {name}")
    codes: set[str] = set()
    for _ in range(DOCUMENTS):
        data = mutated(document, chance)
        try:
            read(data)
        except msgspec.MsgspecError:
            continue
        except AutusError as error:
            codes.add(error.code)
        except Exception as defect:
            raise AssertionError(f"{defect!r} for {data[:200]!r}") from defect
    assert codes <= set(CODES)
