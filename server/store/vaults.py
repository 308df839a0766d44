"""Queries of vaults, pushes and commit ids."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from server.store.database import Database, Row, Writer

# What a push costs beside its commits: head, base, certificate, receipt and the frame around them.
PUSH_OVERHEAD_BYTES = 512
# What a commit costs beside itself: its row in the index of ids.
COMMIT_OVERHEAD_BYTES = 72
# Ids come in no order that a disk likes, so a vault's index of them is cut into parts of so many commits:
# those of a push all go into the newest part, and few pages change, however many commits there are.
PART_COMMITS = 8_192
# The rows of `commits` are looked for in every part, the newest first.
PARTS = (
    "WITH RECURSIVE parts (vault, part) AS (SELECT vault, commits / ? FROM vaults WHERE vault = ?"
    " UNION ALL SELECT vault, part - 1 FROM parts WHERE part > 0)"
)
# Most parameters in one statement; SQLite's own limit is far higher.
IN_LIST_MAX = 500


class VaultRow(msgspec.Struct, frozen=True):
    """A vault's newest push; `receipt` is encoded. `size` is what all pushes take of their owner's quota."""

    number: int
    head: bytes
    commits: int
    size: int
    receipt: bytes
    witnessed: bool


def overhead_bytes(count: int) -> int:
    """What a push of so many commits takes beside them."""
    return PUSH_OVERHEAD_BYTES + COMMIT_OVERHEAD_BYTES * count


class PushRow(msgspec.Struct, frozen=True):
    """A push as it is stored; `certificate`, `receipt` and `commits` are encoded."""

    number: int
    base: bytes | None
    head: bytes
    count: int
    certificate: bytes
    receipt: bytes
    state_mac: bytes | None
    commits: bytes


class NewPush(msgspec.Struct, frozen=True):
    """What one accepted push changes. `witnessed` and `roster_head` are what it was checked under;
    `quota_bytes` and `vaults_max` are what its owner may have once it is stored.
    """

    vault: bytes
    identity: bytes
    push: PushRow
    commits: int
    size: int
    ids: Sequence[bytes]
    seqs: dict[bytes, int]
    witnessed: bool
    roster_head: bytes
    quota_bytes: int
    vaults_max: int


class PushFacts(msgspec.Struct, frozen=True):
    """What a push is checked against: the vault (None: there is none of this identity), the totals of its
    owner, the largest seqs of its authors, which of the asked-for ids are stored, the roster's head.
    """

    vault: VaultRow | None
    owned_bytes: int
    owned_vaults: int
    seqs: dict[bytes, int]
    stored: frozenset[bytes]
    roster_head: bytes


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


async def vault(database: Database, identity: bytes, vault_id: bytes) -> VaultRow | None:
    """The vault if it is this identity's."""
    row = await database.fetch_one(
        "SELECT number, head, commits, size, receipt, witnessed FROM vaults WHERE vault = ? AND identity = ?",
        (vault_id, identity),
    )
    return _vault_row(row) if row else None


def _vault_row(row: Row) -> VaultRow:
    number, head, commits, size, receipt, witnessed = row[:6]
    return VaultRow(number, head, commits, size, receipt, bool(witnessed))


async def vaults(database: Database, identity: bytes) -> list[tuple[bytes, VaultRow]]:
    """The identity's vaults with their ids."""
    rows = await database.fetch(
        "SELECT number, head, commits, size, receipt, witnessed, vault FROM vaults"
        " WHERE identity = ? ORDER BY vault",
        (identity,),
    )
    return [(row[6], _vault_row(row)) for row in rows]


async def push_facts(
    database: Database, identity: bytes, vault_id: bytes, authors: Sequence[bytes], ids: Sequence[bytes]
) -> PushFacts | None:
    """One query for a push with one author and no parents but its base. None where the account is gone."""
    first, *others = authors or [b""]
    owner = await database.fetch_one(
        "SELECT v.number, v.head, v.commits, v.size, v.receipt, v.witnessed, a.roster_head,"
        " (SELECT coalesce(sum(size), 0) FROM vaults WHERE identity = a.identity),"
        " (SELECT count(*) FROM vaults WHERE identity = a.identity),"
        " (SELECT seq FROM authors WHERE vault = v.vault AND device = ?)"
        " FROM accounts AS a LEFT JOIN vaults AS v ON v.vault = ? AND v.identity = a.identity"
        " WHERE a.identity = ?",
        (first, vault_id, identity),
    )
    if owner is None:
        return None
    seqs = await _seqs(database, vault_id, others) if others else {}
    if owner[9] is not None:
        seqs[first] = owner[9]
    return PushFacts(
        vault=None if owner[0] is None else _vault_row(owner),
        owned_bytes=owner[7],
        owned_vaults=owner[8],
        seqs=seqs,
        stored=await stored_ids(database, vault_id, ids) if ids else frozenset(),
        roster_head=owner[6],
    )


async def _seqs(database: Database, vault_id: bytes, authors: Sequence[bytes]) -> dict[bytes, int]:
    rows = await database.fetch(
        f"SELECT device, seq FROM authors WHERE vault = ? AND device IN ({_marks(authors)})",  # noqa: S608 - marks only
        (vault_id, *authors),
    )
    return dict(rows)


async def stored_ids(database: Database, vault_id: bytes, ids: Sequence[bytes]) -> frozenset[bytes]:
    """Which of `ids` are commits of the vault."""
    found: set[bytes] = set()
    for first in range(0, len(ids), IN_LIST_MAX):
        part = ids[first : first + IN_LIST_MAX]
        rows = await database.fetch(
            f"{PARTS} SELECT c.id FROM parts CROSS JOIN commits AS c USING (vault, part)"  # noqa: S608 - marks only
            f" WHERE c.id IN ({_marks(part)}) LIMIT ?",
            (PART_COMMITS, vault_id, *part, len(part)),
        )
        found.update(row[0] for row in rows)
    return frozenset(found)


async def known_devices(database: Database, identity: bytes, devices: Sequence[bytes]) -> set[bytes]:
    """Which of `devices` the identity's roster carries."""
    rows = await database.fetch(
        f"SELECT device FROM devices WHERE identity = ? AND device IN ({_marks(devices)})",  # noqa: S608 - marks only
        (identity, *devices),
    )
    return {row[0] for row in rows}


async def push_with_head(database: Database, vault_id: bytes, head: bytes) -> PushRow | None:
    """The push whose last commit is `head`, without its commits."""
    row = await database.fetch_one(
        f"{PARTS} SELECT p.number, p.base, p.head, p.count, p.certificate, p.receipt, p.state_mac, x''"  # noqa: S608 - no value in it
        " FROM parts CROSS JOIN commits AS c USING (vault, part)"
        " JOIN pushes AS p ON p.vault = c.vault AND p.number = c.number"
        " WHERE c.id = ? AND p.head = c.id LIMIT 1",
        (PART_COMMITS, vault_id, head),
    )
    return PushRow(*row) if row else None


async def store_push(writer: Writer, new: NewPush) -> bool:
    """All rows of the push. False, with nothing to keep, where the vault, the roster or the room that its
    owner has is not what it was checked against.

    No id of it may be stored already: `check_push` has seen to that. The statements are queued at once:
    waiting for each would cost more than running it.
    """
    push = new.push
    part = (new.commits - push.count) // PART_COMMITS
    moved, *others = await asyncio.gather(
        _move_vault(writer, new),
        writer.run(
            # All ids in one step, out of one blob: a step for each would take the interpreter lock each time.
            "INSERT INTO commits (vault, part, id, number) WITH RECURSIVE place(i) AS"
            " (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < ?4)"
            " SELECT ?1, ?5, substr(?2, 32 * i + 1, 32), ?3 FROM place",
            # In order of the key: neighbours share a page of the index.
            (new.vault, b"".join(sorted(new.ids)), push.number, len(new.ids), part),
        ),
        writer.run(
            "INSERT INTO pushes (number, base, head, count, certificate, receipt, state_mac, commits, vault)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*msgspec.structs.astuple(push), new.vault),
        ),
        writer.run_many(
            "INSERT INTO authors (vault, device, seq) VALUES (?, ?, ?)"
            " ON CONFLICT (vault, device) DO UPDATE SET seq = excluded.seq",
            [(new.vault, device, seq) for device, seq in new.seqs.items()],
        ),
        return_exceptions=True,
    )
    if moved == 0:
        return False
    for outcome in (moved, *others):
        if isinstance(outcome, BaseException):
            raise outcome
    return True


async def _move_vault(writer: Writer, new: NewPush) -> int:
    push = new.push
    if push.number == 1:
        try:
            return await writer.run(
                "INSERT INTO vaults (vault, identity, number, head, commits, size, receipt)"
                " SELECT ?, identity, 1, ?, ?, ?, ? FROM accounts AS a WHERE identity = ? AND roster_head = ?"
                " AND (SELECT coalesce(sum(size), 0) FROM vaults WHERE identity = a.identity) <= ?"
                " AND (SELECT count(*) FROM vaults WHERE identity = a.identity) < ?"
                " AND NOT EXISTS (SELECT 1 FROM deleted_vaults WHERE vault = ?)",
                (
                    new.vault,
                    push.head,
                    new.commits,
                    new.size,
                    push.receipt,
                    new.identity,
                    new.roster_head,
                    new.quota_bytes - new.size,
                    new.vaults_max,
                    new.vault,
                ),
            )
        except sqlite3.IntegrityError:
            return 0
    return await writer.run(
        "UPDATE vaults SET number = ?, head = ?, commits = ?, size = size + ?, receipt = ?"
        " WHERE vault = ? AND number = ? AND head = ? AND witnessed = ?"
        " AND EXISTS (SELECT 1 FROM accounts AS a WHERE identity = ? AND roster_head = ?"
        " AND (SELECT coalesce(sum(size), 0) FROM vaults WHERE identity = a.identity) <= ?)",
        (
            push.number,
            push.head,
            new.commits,
            new.size,
            push.receipt,
            new.vault,
            push.number - 1,
            push.base,
            new.witnessed,
            new.identity,
            new.roster_head,
            new.quota_bytes - new.size,
        ),
    )


async def switch_witness(database: Database, identity: bytes, vault_id: bytes, on: bool) -> bool:
    """False where the vault is not this identity's."""
    async with database.write() as writer:
        changed = await writer.run(
            "UPDATE vaults SET witnessed = ? WHERE vault = ? AND identity = ?", (on, vault_id, identity)
        )
    return changed == 1


async def page_of_pushes(
    database: Database, vault_id: bytes, after: int, until: int, bytes_max: int
) -> list[tuple[int, int]]:
    """(number, size) of the pushes after `after` that fill a page: at least one, at most `bytes_max`."""
    rows = await database.fetch(
        # The length of a blob is read from its row's header, not from its pages.
        "SELECT number, length(commits) FROM pushes WHERE vault = ? AND number > ? AND number <= ?"
        " ORDER BY number LIMIT ?",
        (vault_id, after, until, bytes_max // PUSH_OVERHEAD_BYTES),
    )
    page: list[tuple[int, int]] = []
    total = 0
    for number, length in rows:
        total += length + PUSH_OVERHEAD_BYTES
        if page and total > bytes_max:
            break
        page.append((number, length + PUSH_OVERHEAD_BYTES))
    return page


async def pushes_between(database: Database, vault_id: bytes, first: int, last: int) -> list[PushRow]:
    """The pushes numbered `first` to `last`."""
    rows: list[tuple[Any, ...]] = await database.fetch(
        "SELECT number, base, head, count, certificate, receipt, state_mac, commits FROM pushes"
        " WHERE vault = ? AND number BETWEEN ? AND ? ORDER BY number",
        (vault_id, first, last),
    )
    return [PushRow(*row) for row in rows]
