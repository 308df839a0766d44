"""Pushes, and the ids of their commits."""

from __future__ import annotations

from collections.abc import Sequence

from server.store.postgres.connection import Row
from server.store.postgres.database import Queries, Transaction, Undo
from server.store.postgres.vaults import VAULT
from server.store.rows import NewPush, PushFacts, PushRow, VaultRow, owner_of
from server.store.sizes import PUSH_OVERHEAD_BYTES
from shared.wire.limits import PUSH_BYTES_MAX

# What both kinds of push insert, once for each row of `paid`. Their parameters are those of `_values`.
INSERTS = (
    "pushed AS (INSERT INTO pushes (owner, vault, number, base, head, count, certificate, receipt, state_mac,"
    " ids, commits) SELECT owner, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM paid),"
    " written AS (INSERT INTO authors (owner, vault, device, seq) SELECT owner, $2, device, seq"
    " FROM paid, unnest($12::bytea[], $13::bigint[]) AS new (device, seq)"
    " ON CONFLICT (owner, vault, device) DO UPDATE SET seq = excluded.seq)"
)
# Compares and swaps the vault, then the owner, and then inserts. Where only the vault was as it should be,
# the division by zero undoes the statement: one statement is one round trip, and one commit.
NEXT_PUSH = (
    "WITH moved AS (UPDATE vaults SET"  # noqa: S608 - constant parts
    " number = $3, head = $5, commits = $14, size = size + $15, receipt = $8, epoch = $16"
    " WHERE owner = $1 AND vault = $2 AND number = $3 - 1 AND head = $4 AND witnessed = $19"
    " RETURNING owner),"
    " paid AS (UPDATE owners SET bytes = bytes + $15 WHERE owner = $1 AND roster_head = $17"
    " AND bytes + $15 <= $18 AND EXISTS (SELECT FROM moved) RETURNING owner),"
    f" {INSERTS}"
    " SELECT CASE WHEN EXISTS (SELECT FROM moved) THEN 1 / (SELECT count(*) FROM paid) ELSE 0 END"
)
PAY_FOR_VAULT = (
    "UPDATE owners SET bytes = bytes + $2, vaults = vaults + 1 WHERE owner = $1 AND roster_head = $3"
    " AND bytes + $2 <= $4 AND vaults < $5 RETURNING 1"
)
FIRST_PUSH = (
    "WITH paid AS (INSERT INTO vaults"  # noqa: S608 - constant parts
    " (owner, vault, number, head, commits, size, receipt, witnessed, snapshot, epoch)"
    " SELECT $1, $2, $3, $5, $14, $15, $8, false, 0, $16"
    " WHERE NOT EXISTS (SELECT FROM deleted_vaults WHERE owner = $1 AND vault = $2)"
    # Its rows are not all gone yet. No answer may find them under the new vault.
    " AND NOT EXISTS (SELECT FROM erasures WHERE owner = $1 AND vault = $2)"
    " ON CONFLICT DO NOTHING RETURNING owner),"
    f" {INSERTS}"
    " SELECT count(*) FROM paid"
)
PUSH = "p.number, p.base, p.head, p.count, p.certificate, p.receipt, p.state_mac"
OF_VAULT = (
    "FROM vaults AS v JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
    " WHERE v.owner = $1 AND v.vault = $2"
)


class PushQueries(Queries):
    """The operations on pushes."""

    async def facts_of_push(
        self, identity: bytes, vault: bytes, authors: Sequence[bytes], ids: Sequence[bytes]
    ) -> PushFacts | None:
        owner = owner_of(identity)
        row = await self._database.fetch_one(
            f"SELECT {VAULT}, o.roster_head, o.epoch, o.bytes, o.vaults,"  # noqa: S608 - constant columns
            " v.vault IS NULL AND EXISTS (SELECT FROM deleted_vaults WHERE owner = $1 AND vault = $2),"
            " ARRAY(SELECT device FROM authors WHERE owner = $1 AND vault = v.vault"
            " AND device = ANY($3::bytea[]) ORDER BY device),"
            " ARRAY(SELECT seq FROM authors WHERE owner = $1 AND vault = v.vault"
            " AND device = ANY($3::bytea[]) ORDER BY device),"
            " ARRAY(SELECT device FROM devices WHERE owner = $1 AND device = ANY($3::bytea[]))"
            " FROM owners AS o LEFT JOIN vaults AS v ON v.owner = o.owner AND v.vault = $2"
            " WHERE o.owner = $1",
            owner,
            vault,
            list(authors),
        )
        if row is None:
            return None
        roster_head, epoch, owned_bytes, owned_vaults, deleted, writers, seqs, devices = row[8:]
        stands = row[0] is not None
        return PushFacts(
            vault=VaultRow(*row[:8]) if stands else None,
            deleted=deleted,
            owned_bytes=owned_bytes,
            owned_vaults=owned_vaults,
            seqs=dict(zip(writers, seqs, strict=True)),
            devices=frozenset(devices),
            stored=await self._stored_ids(owner, vault, ids) if ids and stands else frozenset(),
            roster_head=roster_head,
            epoch=epoch,
        )

    async def _stored_ids(self, owner: bytes, vault: bytes, ids: Sequence[bytes]) -> frozenset[bytes]:
        rows = await self._database.fetch(
            "SELECT DISTINCT id FROM"
            # The ids of a push are read once (OFFSET 0), and then cut.
            " (SELECT p.ids || ''::bytea AS ids, p.count FROM pushes AS p"
            " WHERE p.owner = $1 AND p.vault = $2 OFFSET 0) AS p,"
            " LATERAL (SELECT substr(p.ids, (32 * place)::integer + 1, 32) AS id"
            " FROM generate_series(0, p.count - 1) AS place) AS cut"
            " WHERE id = ANY($3::bytea[])",
            owner,
            vault,
            list(ids),
        )
        return frozenset(row[0] for row in rows)

    async def push_with_head(self, identity: bytes, vault: bytes, head: bytes) -> PushRow | None:
        row = await self._database.fetch_one(
            # The index has the first bytes of heads.
            f"SELECT {PUSH}, ''::bytea {OF_VAULT} AND p.owner = $1"
            " AND substr(p.head, 1, 8) = substr($3::bytea, 1, 8) AND p.head = $3",
            owner_of(identity),
            vault,
            head,
        )
        return PushRow(*row) if row else None

    async def page_of_pushes(
        self, identity: bytes, vault: bytes, after: int, until: int, bytes_max: int
    ) -> list[tuple[int, int]]:
        rows = await self._database.fetch(
            "SELECT v.number, p.number, octet_length(p.commits) FROM vaults AS v LEFT JOIN pushes AS p"
            " ON p.owner = v.owner AND p.vault = v.vault AND p.number > $3 AND p.number <= $4"
            " WHERE v.owner = $1 AND v.vault = $2 ORDER BY p.number LIMIT $5",
            owner_of(identity),
            vault,
            after,
            until,
            # More than a page of the smallest pushes has.
            bytes_max // PUSH_OVERHEAD_BYTES + 2,
        )
        page, total = list[tuple[int, int]](), 0
        expected = range(after + 1, min(until, rows[0][0]) + 1) if rows else range(0)
        found = iter(rows)
        for number in expected:
            _, stored, length = next(found, (0, None, 0))
            if stored != number:
                damage = self._database.note_damage(f"push {number} of a vault is missing")
                if page:
                    return page
                raise damage
            total += length + PUSH_OVERHEAD_BYTES
            if page and total > bytes_max:
                break
            page.append((number, length + PUSH_OVERHEAD_BYTES))
        return page

    async def pushes_between(
        self, identity: bytes, vault: bytes, first: int, last: int, commits_max: int = PUSH_BYTES_MAX
    ) -> list[PushRow]:
        rows = await self._database.fetch(
            f"SELECT {PUSH}, CASE WHEN octet_length(p.commits) <= $5 THEN p.commits ELSE ''::bytea END"
            f" {OF_VAULT} AND p.number BETWEEN $3 AND $4 ORDER BY p.number",
            owner_of(identity),
            vault,
            first,
            last,
            commits_max,
        )
        return [PushRow(*row) for row in rows]

    async def part_of_commits(
        self, identity: bytes, vault: bytes, number: int, offset: int, size: int
    ) -> bytes | None:
        row = await self._database.fetch_one(
            # PostgreSQL reads only the part of a value with STORAGE EXTERNAL.
            f"SELECT substr(p.commits, $4::integer + 1, $5::integer) {OF_VAULT} AND p.number = $3",
            owner_of(identity),
            vault,
            number,
            offset,
            size,
        )
        return row[0] if row else None

    async def swap_in_push(self, new: NewPush) -> bool:
        owner, push = owner_of(new.identity), new.push
        values = (
            owner,
            new.vault,
            push.number,
            push.base,
            push.head,
            push.count,
            push.certificate,
            push.receipt,
            push.state_mac,
            b"".join(new.ids),
            push.commits,
            list(new.seqs),
            list(new.seqs.values()),
            new.commits,
            new.size,
            new.epoch,
        )
        if push.number == 1:
            return await self._database.transact(
                lambda transaction: _store_first(transaction, owner, new, values)
            )
        return await self._database.swap(NEXT_PUSH, *values, new.roster_head, new.quota_bytes, new.witnessed)


async def _store_first(transaction: Transaction, owner: bytes, new: NewPush, values: Row) -> bool:
    """In two statements: the second sees whether the vault was deleted before the owner was locked."""
    paid = await transaction.fetch(
        PAY_FOR_VAULT, owner, new.size, new.roster_head, new.quota_bytes, new.vaults_max
    )
    if not paid:
        return False
    ((stored,),) = await transaction.fetch(FIRST_PUSH, *values)
    if not stored:
        raise Undo(False)
    return True
