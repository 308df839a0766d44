"""The snapshots of vaults, one a vault."""

from __future__ import annotations

from server.store.postgres.database import Queries, Transaction, Undo
from server.store.rows import NewSnapshot, owner_of


class SnapshotQueries(Queries):
    """The operations on snapshots."""

    async def swap_in_snapshot(self, new: NewSnapshot) -> bool:
        owner, size = owner_of(new.identity), len(new.snapshot)

        async def work(transaction: Transaction) -> bool:
            # The row is locked first, so that the length read after it is that of the snapshot it counts.
            found = await transaction.fetch(
                "SELECT 1 FROM vaults WHERE owner = $1 AND vault = $2 AND snapshot = $3 AND commits >= $4"
                " FOR NO KEY UPDATE",
                owner,
                new.vault,
                new.replaces,
                new.commits,
            )
            if not found:
                return False
            before = await transaction.fetch_one(
                "SELECT octet_length(snapshot) FROM snapshots WHERE owner = $1 AND vault = $2",
                owner,
                new.vault,
            )
            growth = size - (before[0] if before else 0)
            paid = await transaction.fetch(
                "UPDATE owners SET bytes = bytes + $3 WHERE owner = $1 AND roster_head = $2"
                " AND bytes + $3 <= $4 RETURNING 1",
                owner,
                new.roster_head,
                growth,
                new.quota_bytes,
            )
            if not paid:
                raise Undo(False)
            await transaction.fetch(
                "UPDATE vaults SET snapshot = $3, size = size + $4 WHERE owner = $1 AND vault = $2",
                owner,
                new.vault,
                new.commits,
                growth,
            )
            await transaction.fetch(
                "INSERT INTO snapshots (owner, vault, snapshot) VALUES ($1, $2, $3)"
                " ON CONFLICT (owner, vault) DO UPDATE SET snapshot = excluded.snapshot",
                owner,
                new.vault,
                new.snapshot,
            )
            return True

        return await self._database.transact(work)

    async def snapshot_of(self, identity: bytes, vault: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT s.snapshot FROM vaults AS v"
            " JOIN snapshots AS s ON s.owner = v.owner AND s.vault = v.vault"
            " WHERE v.owner = $1 AND v.vault = $2",
            owner_of(identity),
            vault,
        )
        return row[0] if row else None
