"""The snapshots of vaults, one a vault."""

from __future__ import annotations

from server.store.rows import NewSnapshot, owner_of
from server.store.sqlite.database import Queries

# What a vault takes more with the new snapshot.
GROWTH = (
    "? - coalesce((SELECT length(snapshot) FROM snapshots AS s"
    " WHERE s.owner = vaults.owner AND s.vault = vaults.vault), 0)"
)


class SnapshotQueries(Queries):
    """The operations on snapshots."""

    async def swap_in_snapshot(self, new: NewSnapshot) -> bool:
        size, owner = len(new.snapshot), owner_of(new.identity)
        async with self._database.write() as writer:
            moved = await writer.run(
                f"UPDATE vaults SET snapshot = ?, size = size + {GROWTH}"  # noqa: S608 - no value in it
                " WHERE owner = ? AND vault = ? AND snapshot = ? AND commits >= ?"
                " AND EXISTS (SELECT 1 FROM accounts AS a WHERE a.owner = vaults.owner"
                " AND roster_head = ?"
                " AND (SELECT coalesce(sum(size), 0) FROM vaults AS v WHERE v.owner = a.owner)"
                f" + {GROWTH} <= ?)",
                (
                    new.commits,
                    size,
                    owner,
                    new.vault,
                    new.replaces,
                    new.commits,
                    new.roster_head,
                    size,
                    new.quota_bytes,
                ),
            )
            if moved == 0:
                await writer.undo()
                return False
            await writer.run(
                "INSERT INTO snapshots (owner, vault, snapshot) VALUES (?, ?, ?)"
                " ON CONFLICT (owner, vault) DO UPDATE SET snapshot = excluded.snapshot",
                (owner, new.vault, new.snapshot),
            )
        return True

    async def snapshot_of(self, identity: bytes, vault: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            "SELECT s.snapshot FROM vaults AS v"
            " JOIN snapshots AS s ON s.owner = v.owner AND s.vault = v.vault"
            " WHERE v.owner = ? AND v.vault = ?",
            (owner_of(identity), vault),
        )
        return row[0] if row else None
