"""Deleting a vault or an account for good."""

from __future__ import annotations

from server.store.sqlite.database import Queries


class DeletionQueries(Queries):
    """The operations that delete. Each empties the write-ahead log, which holds older versions of pages."""

    async def list_deleted_vaults(self, identity: bytes) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT vault FROM deleted_vaults WHERE identity = ? ORDER BY vault", (identity,)
        )
        return [row[0] for row in rows]

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        row = await self._database.fetch_one(
            "SELECT 1 FROM deleted_vaults WHERE vault = ? AND identity = ?", (vault, identity)
        )
        return row is not None

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        async with self._database.write() as writer:
            # Pushes, commits and authors go with the row by their foreign keys.
            gone = await writer.run("DELETE FROM vaults WHERE vault = ? AND identity = ?", (vault, identity))
            if gone == 0:
                return False
            await writer.run(
                "INSERT INTO deleted_vaults (vault, identity, deleted_ms) VALUES (?, ?, ?)",
                (vault, identity, now_ms),
            )
            await writer.run(
                "DELETE FROM deleted_vaults WHERE identity = ? AND vault NOT IN"
                " (SELECT vault FROM deleted_vaults WHERE identity = ? ORDER BY deleted_ms DESC LIMIT ?)",
                (identity, identity, kept_max),
            )
        await self._database.empty_log()
        return True

    async def delete_account(self, identity: bytes) -> None:
        async with self._database.write() as writer:
            # Every other row of the account goes with this one by its foreign key.
            await writer.run("DELETE FROM accounts WHERE identity = ?", (identity,))
        await self._database.empty_log()
