"""Deleting a vault or an account for good."""

from __future__ import annotations

import contextlib

from server.store.erasures import Erasures
from server.store.errors import StoreError
from server.store.rows import owner_of
from server.store.sqlite.database import Database, Queries, Row, Writer

# What one transaction of a deletion overwrites. Other writes go between two of them.
PART_BYTES = 1024 * 1024
PART_PUSHES_MAX = 500
PART_COMMITS = 4_096


class DeletionQueries(Queries):
    """The operations that delete.

    The first transaction deletes the row of a vault, so nobody finds any of it, and lists the vault in
    `erasures`. Further ones delete its other rows in parts. A start finishes what a crash left.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._erasures = Erasures()

    async def list_deleted_vaults(self, identity: bytes) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT vault FROM deleted_vaults WHERE owner = ? ORDER BY vault", (owner_of(identity),)
        )
        return [row[0] for row in rows]

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        row = await self._database.fetch_one(
            "SELECT 1 FROM deleted_vaults WHERE owner = ? AND vault = ?", (owner_of(identity), vault)
        )
        return row is not None

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        owner = owner_of(identity)
        async with self._database.write() as writer:
            gone = await writer.run("DELETE FROM vaults WHERE owner = ? AND vault = ?", (owner, vault))
            if gone == 0:
                await writer.undo()
                return False
            await writer.run("INSERT INTO erasures (owner, vault) VALUES (?, ?)", (owner, vault))
            await writer.run(
                "INSERT INTO deleted_vaults (owner, vault, deleted_ms) VALUES (?, ?, ?)",
                (owner, vault, now_ms),
            )
            await writer.run(
                "DELETE FROM deleted_vaults WHERE owner = ?1 AND vault NOT IN"
                " (SELECT vault FROM deleted_vaults WHERE owner = ?1 ORDER BY deleted_ms DESC LIMIT ?2)",
                (owner, kept_max),
            )
        await self._erasures.run_to_the_end(self._erase())
        return True

    async def delete_account(self, identity: bytes) -> None:
        owner = owner_of(identity)
        async with self._database.write() as writer:
            await writer.run(
                "INSERT INTO erasures (owner, vault) SELECT owner, vault FROM vaults WHERE owner = ?",
                (owner,),
            )
            # Every other row of the account goes with this one by its foreign key.
            await writer.run("DELETE FROM accounts WHERE owner = ?", (owner,))
        await self._erasures.run_to_the_end(self._erase())

    async def _finish_deletions(self) -> None:
        """Where a crash has left some. If that fails, as on a full disk, the next start tries again."""
        with contextlib.suppress(StoreError):
            if await self._database.fetch("SELECT 1 FROM erasures LIMIT 1"):
                await self._erase()

    async def _erase(self) -> None:
        """Deletes the rows of deleted vaults, and empties the write-ahead log, which holds older pages."""
        while await self._erase_part():
            # One part at a time: no write waits for the whole deletion.
            await self._database.checkpoint()
        await self._database.empty_log()

    async def _erase_part(self) -> bool:
        """Whether there may be more."""
        async with self._database.write() as writer:
            rows = await writer.fetch("SELECT owner, vault FROM erasures LIMIT 1")
            if not rows:
                return False
            (key,) = rows
            if not await _delete_pushes(writer, key) and not await _delete_commits(writer, key):
                for table in ("authors", "snapshots", "erasures"):
                    await writer.run(f"DELETE FROM {table} WHERE owner = ? AND vault = ?", key)  # noqa: S608 - constant names
            return True


async def _delete_pushes(writer: Writer, key: Row) -> int:
    sizes = await writer.fetch(
        "SELECT number, length(commits) FROM pushes WHERE owner = ? AND vault = ? ORDER BY number LIMIT ?",
        (*key, PART_PUSHES_MAX),
    )
    last, total = None, 0
    for number, size in sizes:
        total += size
        if last is not None and total > PART_BYTES:
            break
        last = number
    return await writer.run("DELETE FROM pushes WHERE owner = ? AND vault = ? AND number <= ?", (*key, last))


async def _delete_commits(writer: Writer, key: Row) -> int:
    rows = await writer.fetch(
        "SELECT part, id FROM commits WHERE owner = ? AND vault = ? ORDER BY part, id LIMIT 1 OFFSET ?",
        (*key, PART_COMMITS - 1),
    )
    if rows:
        return await writer.run(
            "DELETE FROM commits WHERE owner = ? AND vault = ? AND (part, id) <= (?, ?)", (*key, *rows[0])
        )
    return await writer.run("DELETE FROM commits WHERE owner = ? AND vault = ?", key)
