"""Rows for the tests of stores: small, valid, and told apart by a text."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from server.store.port import Store
from server.store.rows import (
    AccountRow,
    NewAccount,
    NewPush,
    NewSession,
    NewSnapshot,
    NewStatement,
    NewWays,
    PasskeyRow,
    PushRow,
    VaultRow,
    owner_of,
)
from server.store.sizes import overhead_bytes

HOUR_MS = 3_600_000
AMPLE = 10**12


def hashed(*texts: object) -> bytes:
    """32 bytes that only these texts give."""
    return sha256(repr(texts).encode()).digest()


def short(*texts: object) -> bytes:
    """16 bytes, as the ids of devices and vaults have."""
    return hashed(*texts)[:16]


def new_session(who: str, label: str = "first", expires_ms: int = HOUR_MS) -> NewSession:
    return NewSession(hashed(who, "token", label), hashed(who), short(who, "device"), expires_ms)


def key_of(session: NewSession) -> tuple[bytes, bytes]:
    """What a session is found by."""
    return owner_of(session.identity), session.token_hash


def new_account(
    who: str, *, name: str | None = None, skeleton: str | None = None, statements: int = 1
) -> NewAccount:
    row = AccountRow(
        identity=hashed(who),
        name=name or f"name of {who}",
        auth_hash=f"auth hash of {who}",
        keyset_version=1,
        keyset=b"keyset of " + who.encode(),
        roster_head=hashed(who, "roster", statements),
    )
    return NewAccount(
        account=row,
        skeleton=skeleton or f"skeleton of {row.name}",
        created_ms=1,
        statements=[hashed(who, "statement", position) for position in range(statements)],
        devices=[(short(who, "device"), hashed(who, "device", "public"))],
        session=new_session(who),
    )


def new_statement(who: str, position: int = 1, *, device: str = "second") -> NewStatement:
    return NewStatement(
        identity=hashed(who),
        old_head=hashed(who, "roster", position),
        new_head=hashed(who, "roster", position + 1),
        position=position,
        statement=hashed(who, "statement", position, device),
        devices=[
            (short(who, "device"), hashed("another public key")),
            (short(who, device), hashed(who, device, "public")),
        ],
    )


def new_ways(who: str, position: int = 1, *, version: int = 1, **changes: Any) -> NewWays:
    """Two statements from `position` on, and the keyset after `version`. Further fields as they are given."""
    new = NewWays(
        identity=hashed(who),
        old_head=hashed(who, "roster", position),
        new_head=hashed(who, "roster", position + 2),
        position=position,
        statements=[hashed(who, "ways", position + place) for place in range(2)],
        devices=[(short(who, "third"), hashed(who, "third", "public"))],
        expected_version=version,
        version=version + 1,
        keyset=hashed(who, "keyset", version + 1),
        auth_hash=f"auth hash {version + 1} of {who}",
        recovery_verifier=hashed(who, "recovery", version + 1),
        keep_session=None,
        epoch=version + 1,
    )
    return replace(new, **changes)


def new_passkey(who: str, label: str = "passkey", count: int = 0, *, of: str | None = None) -> PasskeyRow:
    """A passkey of `who`; its credential is that of `of`, if it is given."""
    credential = hashed(of or who, label)
    return PasskeyRow(credential, hashed(who), hashed(who, label, "key"), hashed(who, "user"), count)


def new_push(
    who: str,
    vault: str = "vault",
    after: VaultRow | None = None,
    *,
    count: int = 1,
    commits: bytes = b"commits",
    tag: str = "",
    **changes: Any,
) -> NewPush:
    """The push that follows `after`; `tag` tells competing ones apart. Further fields as they are given."""
    number = after.number + 1 if after else 1
    ids = [hashed(who, vault, number, index, tag) for index in range(count)]
    push = PushRow(
        number=number,
        base=after.head if after else None,
        head=ids[-1],
        count=count,
        certificate=b"certificate " + ids[-1],
        receipt=b"receipt " + ids[-1],
        state_mac=None,
        commits=commits,
    )
    new = NewPush(
        vault=short(who, vault),
        identity=hashed(who),
        push=push,
        commits=count + (after.commits if after else 0),
        size=len(commits) + overhead_bytes(count),
        ids=ids,
        seqs={short(who, "device"): number},
        epoch=number,
        witnessed=False,
        roster_head=hashed(who, "roster", 1),
        quota_bytes=AMPLE,
        vaults_max=AMPLE,
    )
    return replace(new, **changes)


def new_snapshot(
    who: str, after: VaultRow, vault: str = "vault", *, snapshot: bytes = b"snapshot", **changes: Any
) -> NewSnapshot:
    """The snapshot at the head of `after`. Further fields as they are given."""
    new = NewSnapshot(
        vault=short(who, vault),
        identity=hashed(who),
        commits=after.commits,
        replaces=after.snapshot,
        snapshot=snapshot,
        roster_head=hashed(who, "roster", 1),
        quota_bytes=AMPLE,
    )
    return replace(new, **changes)


async def push_many(store: Store, who: str, vault: str = "vault", pushes: int = 1, **fields: Any) -> VaultRow:
    """Stores pushes in a row, from the first. The vault's row after them."""
    row = None
    for _ in range(pushes):
        assert await store.swap_in_push(new_push(who, vault, row, **fields))
        row = await store.vault_by_id(hashed(who), short(who, vault))
    assert row is not None
    return row
