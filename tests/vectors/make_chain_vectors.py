"""Writes chain-v1.json: commits, merges, signatures and keys with fixed inputs, in hex.

    python tests/vectors/make_chain_vectors.py

Every runtime must reproduce the outputs from the inputs and refuse each of `refused` with its code.
"""

from __future__ import annotations

import asyncio
import json
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from client.terminal.crypto import NativeCrypto  # noqa: E402 (the root is put on the path above)
from shared.chain.body import Body, encode_body  # noqa: E402
from shared.chain.context import encode_context  # noqa: E402
from shared.chain.header import Header, Kind, encode_header, vault_id  # noqa: E402
from shared.chain.replay import make_marker  # noqa: E402
from shared.crypto.padding import padme  # noqa: E402
from shared.kernel import State, canonical_json, draft_update, new_state, replay_step  # noqa: E402
from shared.sync.certificate import certificate_message, receipt_hash, receipt_message  # noqa: E402
from shared.vault.envelope import (  # noqa: E402
    KeyRing,
    SealedCommit,
    Unsealed,
    context_key,
    opening_key,
    replay_tag,
    seal,
)
from shared.vault.keys import auth_key, derive_master_key, password_kek  # noqa: E402
from shared.vault.merge import MergeParent, make_merge, merge_body  # noqa: E402
from shared.vault.roster import Roster, sign_add  # noqa: E402
from shared.vault.roster_statements import device_id, statement_hash  # noqa: E402
from shared.wire.accounts import KdfParams  # noqa: E402
from shared.wire.pushes import Receipt  # noqa: E402

PATH = Path(__file__).with_name("chain-v1.json")
CRYPTO = NativeCrypto({})


def fixed(name: str) -> bytes:
    """32 bytes that look random and never change."""
    return sha256(b"autus vectors v1: " + name.encode()).digest()


IDENTITY_SEED = fixed("identity seed")
DEVICE_SEED = fixed("device seed")
SERVER_SEED = fixed("server seed")
VAULT_KEYS = {1: fixed("vault key 1"), 2: fixed("vault key 2")}
GENESIS_SALT = fixed("genesis salt")


def public(seed: bytes) -> bytes:
    return asyncio.run(CRYPTO.ed25519_public(seed))


IDENTITY = public(IDENTITY_SEED)
DEVICE_PUBLIC = public(DEVICE_SEED)
DEVICE = device_id(DEVICE_PUBLIC)
VAULT = vault_id(IDENTITY, GENESIS_SALT)
EMPTY = new_state(VAULT.hex())


def ring(epoch: int) -> KeyRing:
    return KeyRing(VAULT, {number: key for number, key in VAULT_KEYS.items() if number <= epoch})


def genesis_body() -> Body:
    marker = make_marker(1_000, EMPTY, (), None)
    return Body(kind="genesis", marker=marker, rules=EMPTY.rules, t_ms=1_000, v=1)


def commit_body(state: State, t_ms: int, parent_marker: str, label: str | None) -> tuple[Body, State]:
    drafted = draft_update(state, 1, {"mass_modifier": 0.1, "volume_override": 0.3}, t_ms)
    node = {"id": "n-1", "mass": 1e-05, "type": "목표"}
    operation = {"op_id": "op-1", "t_ms": t_ms, "type": "NODE_CREATE", "node": node}
    drafted = draft_update(drafted, 2, {"ops": [operation], "virtual_anchor_shift": [-0.5, 0.25]}, t_ms)
    drafted = draft_update(drafted, 3, {"allocations": {"N": 1, "E": 2, "SW": 4}}, t_ms)
    after = replay_step(state, drafted.draft, t_ms)
    marker = make_marker(t_ms, after, (parent_marker,), label)
    body = Body(kind="commit", marker=marker, rules=EMPTY.rules, t_ms=t_ms, v=1, draft=drafted.draft)
    return body, after


def envelope(name: str, epoch: int, item: Unsealed) -> tuple[dict[str, object], SealedCommit]:
    """One commit with everything that it is made from and of."""
    commit = asyncio.run(seal(CRYPTO, ring(epoch), [item]))[0]
    salt = item.salt or b""
    vector = {
        "name": name,
        "vault_key": VAULT_KEYS[epoch].hex(),
        "vault": VAULT.hex(),
        "kind": int(item.kind),
        "epoch": epoch,
        "parents": [parent.hex() for parent in item.parents],
        "device": item.device.hex(),
        "seq": item.seq,
        "salt": salt.hex(),
        "body": encode_body(item.body).decode(),
        "context": None if item.context is None else encode_context(item.context).decode(),
        "opening_key": opening_key(VAULT_KEYS[epoch], VAULT, epoch, salt).hex(),
        "context_key": context_key(VAULT_KEYS[epoch], VAULT, epoch, salt).hex(),
        "header": commit.header.hex(),
        "ciphertext": commit.ciphertext.hex(),
        "id": commit.id.hex(),
    }
    return vector, commit


def envelopes() -> list[tuple[dict[str, object], SealedCommit]]:
    """A genesis, two commits on it that do not know each other, and one on the first, under the next key."""
    start = genesis_body()
    made = [
        envelope(
            "genesis with a goal",
            1,
            Unsealed(
                kind=Kind.GENESIS,
                parents=(),
                device=DEVICE,
                seq=1,
                body=start,
                context={"goal": {"title": "완주", "why": "because", "due": "2027-01-01"}},
                salt=GENESIS_SALT,
            ),
        )
    ]
    genesis = made[0][1].id
    body, state = commit_body(EMPTY, 2_000, start.marker.hash, "첫 걸음 🎯")
    item = Unsealed(
        kind=Kind.COMMIT, parents=(genesis,), device=DEVICE, seq=2, body=body, salt=fixed("salt 2")
    )
    made.append(envelope("commit without a context", 1, item))
    other, _ = commit_body(EMPTY, 9_007_199_254_740_991, start.marker.hash, None)
    item = Unsealed(
        kind=Kind.COMMIT,
        parents=(genesis,),
        device=bytes(16),
        seq=2**53 - 1,
        body=other,
        context={
            "note": "n\n\"'\\\u2028\u007f",
            "names": {"n-1": "달리기", "n-2": None},
            "slots": {"NE": "rest"},
        },
        salt=fixed("salt 3"),
    )
    made.append(envelope("commit with a context and the largest numbers", 1, item))
    last, _ = commit_body(state, 3_000, body.marker.hash, "")
    item = Unsealed(
        kind=Kind.COMMIT, parents=(made[1][1].id,), device=DEVICE, seq=3, body=last, salt=fixed("salt 4")
    )
    made.append(envelope("commit under the second vault key", 2, item))
    return made


def merges(made: list[tuple[dict[str, object], SealedCommit]]) -> list[dict[str, object]]:
    vectors = []
    for name, places in (("merge", (1, 2)), ("merge of two epochs", (2, 3))):
        parents = []
        for place in places:
            vector, commit = made[place]
            body = json.loads(str(vector["body"]))
            epoch = int(str(vector["epoch"]))
            parents.append(MergeParent(commit.id, epoch, body["t_ms"], body["rules"], body["marker"]["hash"]))
        body = merge_body(*parents, EMPTY)
        epoch = max(parent.epoch for parent in parents)
        for order in (parents, parents[::-1]):
            merge = asyncio.run(make_merge(CRYPTO, ring(epoch), *order, EMPTY))
        vectors.append(
            {
                "name": name,
                "vault_key": VAULT_KEYS[epoch].hex(),
                "vault": VAULT.hex(),
                "epoch": epoch,
                "parents": sorted(parent.id.hex() for parent in parents),
                "body": encode_body(body).decode(),
                "header": merge.header.hex(),
                "ciphertext": merge.ciphertext.hex(),
                "id": merge.id.hex(),
            }
        )
    return vectors


def forged(
    body: str, marker_hash: str | None = None, padded: bytes | None = None, **changes: object
) -> dict[str, str]:
    """A commit that is valid up to what is changed in it."""
    salt = fixed("forged salt")
    opening = opening_key(VAULT_KEYS[1], VAULT, 1, salt)
    values: dict[str, object] = {
        "version": 1,
        "kind": Kind.COMMIT,
        "vault": VAULT,
        "epoch": 1,
        "parents": (fixed("parent"),),
        "device": DEVICE,
        "seq": 5,
        "salt": salt,
        "replay_tag": replay_tag(opening, marker_hash or json.loads(body)["marker"]["hash"]),
    }
    header = encode_header(Header(**{**values, **changes}))  # type: ignore[arg-type] # by name, from a dict
    plaintext = padme(body.encode()) if padded is None else padded
    part = asyncio.run(CRYPTO.aes_seal([(opening[:32], opening[32:44], plaintext, header)]))[0]
    return {"header": header.hex(), "ciphertext": (len(part).to_bytes(4, "big") + part).hex()}


def refused(made: list[tuple[dict[str, object], SealedCommit]]) -> list[dict[str, object]]:
    """One failure each; `header` is canonical unless that is the failure."""
    text = str(made[1][0]["body"])
    body = json.loads(text)
    header, ciphertext = made[1][1].header, made[1][1].ciphertext
    context = made[2][1]
    padded = padme(text.encode())
    merge_header = {"kind": Kind.MERGE, "parents": (bytes(32), fixed("parent")), "device": b"", "seq": 0}

    def plain(name: str, code: str, changed_header: bytes, changed_text: bytes) -> dict[str, object]:
        return {"name": name, "code": code, "header": changed_header.hex(), "ciphertext": changed_text.hex()}

    def changed(**fields: object) -> str:
        return canonical_json({**body, **fields})

    wrong_marker = changed(marker={**body["marker"], "label": "another"})
    return [
        plain("header with a longer integer", "BAD_HEADER", b"\x99\xcc\x01" + header[2:], ciphertext),
        plain("header with one byte more", "BAD_HEADER", header + b"\x00", ciphertext),
        plain("header of version 2", "BAD_HEADER", header[:1] + b"\x02" + header[2:], ciphertext),
        plain(
            "header of a genesis with a parent", "BAD_HEADER", header[:2] + b"\x00" + header[3:], ciphertext
        ),
        plain(
            "flipped bit in the ciphertext",
            "COMMIT_UNREADABLE",
            header,
            ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]),
        ),
        plain(
            "flipped bit in the salt",
            "COMMIT_UNREADABLE",
            header[:-35] + bytes([header[-35] ^ 1]) + header[-34:],
            ciphertext,
        ),
        plain("ciphertext cut short", "COMMIT_UNREADABLE", header, ciphertext[:40]),
        plain("one byte after the body", "COMMIT_UNREADABLE", header, ciphertext + b"\x00"),
        plain("context cut off at its tag", "COMMIT_UNREADABLE", context.header, context.ciphertext[:-16]),
        {
            "name": "padding that is not zero",
            "code": "BAD_PADDING",
            **forged(text, padded=padded[:-1] + b"\x01"),
        },
        {"name": "padding of another length", "code": "BAD_PADDING", **forged(text, padded=padded + b"\x00")},
        {"name": "body that is no JSON", "code": "BAD_BODY", **forged(text[:-1], marker_hash="00" * 32)},
        {"name": "body of another kind", "code": "BAD_BODY", **forged(text, **merge_header)},
        {"name": "newer rules", "code": "UPDATE_REQUIRED", **forged(changed(rules="autus.rules.v2"))},
        {"name": "tag of another marker", "code": "BAD_REPLAY_TAG", **forged(text, marker_hash="00" * 32)},
        {"name": "marker whose hash is wrong", "code": "BAD_MARKER", **forged(wrong_marker)},
    ]


def signatures(made: list[tuple[dict[str, object], SealedCommit]]) -> dict[str, object]:
    genesis, head = made[0][1].id, made[1][1].id
    certificates = []
    for base, count in ((None, 1), (genesis, 999)):
        roster_head = fixed("roster head")
        message = certificate_message(VAULT, DEVICE, base, head, count, roster_head)
        certificates.append(
            {
                "seed": DEVICE_SEED.hex(),
                "public": DEVICE_PUBLIC.hex(),
                "vault": VAULT.hex(),
                "device": DEVICE.hex(),
                "base": None if base is None else base.hex(),
                "head": head.hex(),
                "count": count,
                "roster_head": roster_head.hex(),
                "message": message.hex(),
                "signature": asyncio.run(CRYPTO.ed25519_sign(DEVICE_SEED, message)).hex(),
            }
        )
    receipts = []
    previous: bytes | None = None
    for number, level, time_ms in ((1, "links", 1_700_000_000_000), (2, "replay", 1_700_000_000_001)):
        unsigned = Receipt(
            generation=fixed("generation")[:16],
            number=number,
            head=head,
            commits=70_000 * number,
            previous=previous,
            level="replay" if level == "replay" else "links",
            time_ms=time_ms,
            signature=bytes(64),
        )
        message = receipt_message(VAULT, unsigned)
        receipts.append(
            {
                "seed": SERVER_SEED.hex(),
                "public": public(SERVER_SEED).hex(),
                "vault": VAULT.hex(),
                "generation": unsigned.generation.hex(),
                "number": number,
                "head": head.hex(),
                "commits": unsigned.commits,
                "previous": None if previous is None else previous.hex(),
                "level": level,
                "time_ms": time_ms,
                "message": message.hex(),
                "signature": asyncio.run(CRYPTO.ed25519_sign(SERVER_SEED, message)).hex(),
                "hash": receipt_hash(VAULT, unsigned).hex(),
            }
        )
        previous = receipt_hash(VAULT, unsigned)
    return {"certificates": certificates, "receipts": receipts}


def refused_signatures() -> list[dict[str, str]]:
    message = b"message"
    signature = asyncio.run(CRYPTO.ed25519_sign(DEVICE_SEED, message))
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    small = (1).to_bytes(32, "little")
    above = (2**255 - 18).to_bytes(32, "little")
    cases = {
        "another message": (DEVICE_PUBLIC, signature, b"massage"),
        "another key": (IDENTITY, signature, message),
        "S not below the group order": (DEVICE_PUBLIC, signature[:32] + larger, message),
        "public key of small order": (small, small + bytes(32), message),
        "public key of small order, second encoding": (above, small + bytes(32), message),
        "R of small order": (DEVICE_PUBLIC, small + signature[32:], message),
    }
    return [
        {"name": name, "public": key.hex(), "signature": sig.hex(), "message": text.hex()}
        for name, (key, sig, text) in cases.items()
    ]


def keys() -> dict[str, object]:
    kdf = KdfParams(salt=fixed("kdf salt")[:16], memory_kib=32 * 1024, iterations=3, lanes=1)
    password = "비밀번호 a\u030a"
    master = asyncio.run(derive_master_key(CRYPTO, password, kdf, None))
    signed = asyncio.run(
        sign_add(CRYPTO, IDENTITY_SEED, Roster(IDENTITY), DEVICE_PUBLIC, fixed("name"), 1_000)
    )
    return {
        "password": password,
        "kdf": {
            "salt": kdf.salt.hex(),
            "memory_kib": kdf.memory_kib,
            "iterations": kdf.iterations,
            "lanes": 1,
        },
        "master_key": master.hex(),
        "auth_key": auth_key(master).hex(),
        "password_kek": password_kek(master).hex(),
        "identity_seed": IDENTITY_SEED.hex(),
        "identity": IDENTITY.hex(),
        "genesis_salt": GENESIS_SALT.hex(),
        "vault": VAULT.hex(),
        "device_public": DEVICE_PUBLIC.hex(),
        "device": DEVICE.hex(),
        "roster_statement": signed.statement.hex(),
        "roster_signature": signed.signature.hex(),
        "roster_head": statement_hash(signed).hex(),
    }


def vectors() -> dict[str, object]:
    made = envelopes()
    return {
        "about": "Bytes in hex, bodies and contexts as text. Each of `refused` has one failure, named "
        "by its code; vault, epoch 1 and its key are those of the first envelope.",
        "keys": keys(),
        "envelopes": [vector for vector, _ in made],
        "merges": merges(made),
        "refused": refused(made),
        **signatures(made),
        "refused_signatures": refused_signatures(),
    }


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
