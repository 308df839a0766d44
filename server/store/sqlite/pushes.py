"""Pushes and the index of commit ids."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence

import msgspec

from server.store.rows import NewPush, PushFacts, PushRow, owner_of
from server.store.sqlite.checksums import push_checksum
from server.store.sqlite.database import Queries, Writer
from server.store.sqlite.pages import Page, read_page
from server.store.sqlite.vaults import vault_row
from shared.wire.limits import PUSH_BYTES_MAX

# Commit ids come in random order. The index of a vault is cut into parts of this many commits: the ids of a
# push all go into the newest part, so that few pages change however many commits the vault has.
PART_COMMITS = 8_192
# Joined with `commits`, it looks into every part of an owner's vault, the newest first.
PARTS = (
    "WITH RECURSIVE parts (owner, vault, part) AS"
    " (SELECT owner, vault, commits / ? FROM vaults WHERE owner = ? AND vault = ?"
    " UNION ALL SELECT owner, vault, part - 1 FROM parts WHERE part > 0)"
)
# The most parameters in one statement. SQLite's own limit is far higher.
IN_LIST_MAX = 500


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


class PushQueries(Queries):
    """The operations on pushes."""

    async def facts_of_push(
        self, identity: bytes, vault: bytes, authors: Sequence[bytes], ids: Sequence[bytes]
    ) -> PushFacts | None:
        first, *others = authors or [b""]
        key = owner_of(identity)
        owner = await self._database.fetch_one(
            "SELECT v.number, v.head, v.commits, v.size, v.receipt, v.witnessed, v.snapshot, v.epoch,"
            " a.roster_head, a.epoch,"
            " (SELECT coalesce(sum(size), 0) FROM vaults WHERE owner = a.owner),"
            " (SELECT count(*) FROM vaults WHERE owner = a.owner),"
            " (SELECT seq FROM authors WHERE owner = v.owner AND vault = v.vault AND device = ?1),"
            " EXISTS (SELECT 1 FROM devices WHERE owner = a.owner AND device = ?1),"
            " v.vault IS NULL AND EXISTS (SELECT 1 FROM deleted_vaults WHERE owner = a.owner AND vault = ?2)"
            " FROM accounts AS a LEFT JOIN vaults AS v ON v.owner = a.owner AND v.vault = ?2"
            " WHERE a.owner = ?3",
            (first, vault, key),
        )
        if owner is None:
            return None
        stands = owner[0] is not None
        seqs = await self._seqs(key, vault, others) if others and stands else {}
        if owner[12] is not None:
            seqs[first] = owner[12]
        devices = await self._carried(key, others) if others else set()
        if owner[13]:
            devices.add(first)
        return PushFacts(
            vault=vault_row(owner) if stands else None,
            deleted=bool(owner[14]),
            owned_bytes=owner[10],
            owned_vaults=owner[11],
            seqs=seqs,
            devices=frozenset(devices),
            stored=await self._stored_ids(key, vault, ids) if ids and stands else frozenset(),
            roster_head=owner[8],
            epoch=owner[9],
        )

    async def _seqs(self, owner: bytes, vault: bytes, authors: Sequence[bytes]) -> dict[bytes, int]:
        rows = await self._database.fetch(
            "SELECT device, seq FROM authors"  # noqa: S608 - marks only
            f" WHERE owner = ? AND vault = ? AND device IN ({_marks(authors)})",
            (owner, vault, *authors),
        )
        return dict(rows)

    async def _carried(self, owner: bytes, devices: Sequence[bytes]) -> set[bytes]:
        rows = await self._database.fetch(
            f"SELECT device FROM devices WHERE owner = ? AND device IN ({_marks(devices)})",  # noqa: S608 - marks only
            (owner, *devices),
        )
        return {row[0] for row in rows}

    async def _stored_ids(self, owner: bytes, vault: bytes, ids: Sequence[bytes]) -> frozenset[bytes]:
        found: set[bytes] = set()
        for first in range(0, len(ids), IN_LIST_MAX):
            part = ids[first : first + IN_LIST_MAX]
            rows = await self._database.fetch(
                f"{PARTS} SELECT c.id FROM parts CROSS JOIN commits AS c USING (owner, vault, part)"  # noqa: S608 - marks only
                f" WHERE c.id IN ({_marks(part)}) LIMIT ?",
                (PART_COMMITS, owner, vault, *part, len(part)),
            )
            found.update(row[0] for row in rows)
        return frozenset(found)

    async def push_with_head(self, identity: bytes, vault: bytes, head: bytes) -> PushRow | None:
        row = await self._database.fetch_one(
            f"{PARTS} SELECT p.number, p.base, p.head, p.count, p.certificate, p.receipt, p.state_mac, x''"  # noqa: S608 - no value in it
            " FROM parts CROSS JOIN commits AS c USING (owner, vault, part)"
            " JOIN pushes AS p ON p.owner = c.owner AND p.vault = c.vault AND p.number = c.number"
            " WHERE c.id = ? AND p.head = c.id LIMIT 1",
            (PART_COMMITS, owner_of(identity), vault, head),
        )
        return PushRow(*row) if row else None

    async def page_of_pushes(
        self, identity: bytes, vault: bytes, after: int, until: int, bytes_max: int
    ) -> list[tuple[int, int]]:
        def read(connection: sqlite3.Connection) -> tuple[Page, Exception | None]:
            return read_page(connection, owner_of(identity), vault, range(after + 1, until + 1), bytes_max)

        page, damage = await self._database.read_bulk(read)
        if damage is not None:
            # The page ends before it. The next one begins with it, and is refused.
            self._database.note(damage)
        return page

    async def pushes_between(
        self, identity: bytes, vault: bytes, first: int, last: int, commits_max: int = PUSH_BYTES_MAX
    ) -> list[PushRow]:
        def read(connection: sqlite3.Connection) -> list[PushRow]:
            rows = connection.execute(
                "SELECT p.number, p.base, p.head, p.count, p.certificate, p.receipt, p.state_mac,"
                # SQLite reads the pages of a blob only where its bytes are asked for.
                " CASE WHEN length(p.commits) <= ? THEN p.commits ELSE x'' END"
                " FROM vaults AS v JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
                " WHERE v.owner = ? AND v.vault = ? AND p.number BETWEEN ? AND ? ORDER BY p.number",
                (commits_max, owner_of(identity), vault, first, last),
            )
            return [PushRow(*row) for row in rows]

        return await self._database.read_bulk(read)

    async def part_of_commits(
        self, identity: bytes, vault: bytes, number: int, offset: int, size: int
    ) -> bytes | None:
        def read(connection: sqlite3.Connection) -> bytes | None:
            row = connection.execute(
                "SELECT p.rowid FROM vaults AS v JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
                " WHERE v.owner = ? AND v.vault = ? AND p.number = ?",
                (owner_of(identity), vault, number),
            ).fetchone()
            if row is None:
                return None
            # `substr` would read the whole blob for each part.
            with connection.blobopen("pushes", "commits", row[0], readonly=True) as blob:
                blob.seek(min(offset, len(blob)))
                return blob.read(size)

        return await self._database.read_bulk(read)

    async def swap_in_push(self, new: NewPush) -> bool:
        owner = owner_of(new.identity)
        async with self._database.write((new.vault, new.push.number, owner)) as writer:
            stored = await _store_push(writer, owner, new)
            if not stored:
                await writer.undo()
        return stored


async def _store_push(writer: Writer, owner: bytes, new: NewPush) -> bool:
    """All rows of the push. Where it returns False, some of them may have been written.

    No id of the push may be stored already: `check_push` sees to that.
    """
    push = new.push
    part = (new.commits - push.count) // PART_COMMITS
    # The statements are queued at once: waiting for each would cost more than running it.
    moved, *others = await asyncio.gather(
        _move_vault(writer, owner, new),
        writer.run(
            # One statement takes all ids from one blob. One for each id would take the interpreter's lock
            # each time.
            "INSERT INTO commits (owner, vault, part, id, number) WITH RECURSIVE place(i) AS"
            " (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < ?4)"
            " SELECT ?6, ?1, ?5, substr(?2, 32 * i + 1, 32), ?3 FROM place",
            # Sorted by the key, because neighbours share a page of the index.
            (new.vault, b"".join(sorted(new.ids)), push.number, len(new.ids), part, owner),
        ),
        writer.run(
            "INSERT INTO pushes (number, base, head, count, certificate, receipt, state_mac, commits, owner,"
            " vault, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *msgspec.structs.astuple(push),
                owner,
                new.vault,
                push_checksum(push.base, push.head, push.certificate, push.receipt, push.commits),
            ),
        ),
        writer.run_many(
            "INSERT INTO authors (owner, vault, device, seq) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (owner, vault, device) DO UPDATE SET seq = excluded.seq",
            [(owner, new.vault, device, seq) for device, seq in new.seqs.items()],
        ),
        return_exceptions=True,
    )
    if moved == 0:
        return False
    for outcome in (moved, *others):
        if isinstance(outcome, BaseException):
            raise outcome
    return True


async def _move_vault(writer: Writer, owner: bytes, new: NewPush) -> int:
    push = new.push
    if push.number == 1:
        try:
            return await writer.run(
                "INSERT INTO vaults (owner, vault, number, head, commits, size, receipt, epoch)"
                " SELECT owner, ?1, 1, ?2, ?3, ?4, ?5, ?6 FROM accounts AS a"
                " WHERE owner = ?7 AND roster_head = ?8"
                " AND (SELECT coalesce(sum(size), 0) FROM vaults WHERE owner = a.owner) <= ?9"
                " AND (SELECT count(*) FROM vaults WHERE owner = a.owner) < ?10"
                " AND NOT EXISTS (SELECT 1 FROM deleted_vaults WHERE owner = a.owner AND vault = ?1)"
                # Its rows are not all gone yet. No answer may find them under the new vault.
                " AND NOT EXISTS (SELECT 1 FROM erasures WHERE owner = a.owner AND vault = ?1)",
                (
                    new.vault,
                    push.head,
                    new.commits,
                    new.size,
                    push.receipt,
                    new.epoch,
                    owner,
                    new.roster_head,
                    new.quota_bytes - new.size,
                    new.vaults_max,
                ),
            )
        except sqlite3.IntegrityError:
            return 0
    return await writer.run(
        "UPDATE vaults SET number = ?, head = ?, commits = ?, size = size + ?, receipt = ?, epoch = ?"
        " WHERE owner = ? AND vault = ? AND number = ? AND head = ? AND witnessed = ?"
        " AND EXISTS (SELECT 1 FROM accounts AS a WHERE a.owner = vaults.owner AND roster_head = ?"
        " AND (SELECT coalesce(sum(size), 0) FROM vaults WHERE owner = a.owner) <= ?)",
        (
            push.number,
            push.head,
            new.commits,
            new.size,
            push.receipt,
            new.epoch,
            owner,
            new.vault,
            push.number - 1,
            push.base,
            new.witnessed,
            new.roster_head,
            new.quota_bytes - new.size,
        ),
    )
