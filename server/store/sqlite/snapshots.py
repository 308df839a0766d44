"""The snapshots of vaults, one a vault."""

from __future__ import annotations

from server.store.rows import NewSnapshot
from server.store.sqlite.database import Queries
from server.store.sqlite.vaults import BY_OWNER

# What a vault takes more with the new snapshot.
GROWTH = "? - coalesce((SELECT length(snapshot) FROM snapshots AS s WHERE s.vault = vaults.vault), 0)"


class SnapshotQueries(Queries):
    """The operations on snapshots."""

    async def swap_in_snapshot(self, new: NewSnapshot) -> bool:
        size = len(new.snapshot)
        async with self._database.write() as writer:
            moved = await writer.run(
                f"UPDATE vaults {BY_OWNER} SET snapshot = ?, size = size + {GROWTH}"  # noqa: S608 - no value in it
                " WHERE vault = ? AND identity = ? AND snapshot = ? AND commits >= ?"
                " AND EXISTS (SELECT 1 FROM accounts AS a WHERE a.identity = vaults.identity"
                " AND roster_head = ?"
                " AND (SELECT coalesce(sum(size), 0) FROM vaults AS v WHERE v.identity = a.identity)"
                f" + {GROWTH} <= ?)",
                (
                    new.commits,
                    size,
                    new.vault,
                    new.identity,
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
                "INSERT INTO snapshots (vault, snapshot) VALUES (?, ?)"
                " ON CONFLICT (vault) DO UPDATE SET snapshot = excluded.snapshot",
                (new.vault, new.snapshot),
            )
        return True

    async def snapshot_of(self, identity: bytes, vault: bytes) -> bytes | None:
        row = await self._database.fetch_one(
            f"SELECT s.snapshot FROM vaults AS v {BY_OWNER} JOIN snapshots AS s ON s.vault = v.vault"  # noqa: S608 - no value in it
            " WHERE v.vault = ? AND v.identity = ?",
            (vault, identity),
        )
        return row[0] if row else None
