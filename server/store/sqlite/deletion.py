"""Deleting a vault or an account for good."""

from __future__ import annotations

import asyncio
import contextlib

from server.store.errors import StoreError
from server.store.sqlite.database import Database, Queries, Writer

# A deleted vault belongs to this owner until its last row is gone. No identity and no name is empty.
NOBODY = b""
# What one transaction of a deletion overwrites. Other writes go between two of them.
PART_BYTES = 1024 * 1024
PART_PUSHES_MAX = 500
PART_COMMITS = 4_096


class DeletionQueries(Queries):
    """The operations that delete.

    The first transaction takes a vault from its owner, so nobody finds it any more. Further ones delete its
    rows in parts. A start finishes what a crash left.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._erasures: set[asyncio.Task[None]] = set()

    async def list_deleted_vaults(self, identity: bytes) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT vault FROM deleted_vaults WHERE identity = ? ORDER BY vault", (identity,)
        )
        return [row[0] for row in rows]

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        row = await self._database.fetch_one(
            # Among those of the owner, see BY_OWNER.
            "SELECT 1 FROM deleted_vaults INDEXED BY deleted_vaults_of_identity"
            " WHERE identity = ? AND vault = ?",
            (identity, vault),
        )
        return row is not None

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        async with self._database.write() as writer:
            await _add_nobody(writer)
            gone = await writer.run(
                "UPDATE vaults SET identity = ? WHERE vault = ? AND identity = ?", (NOBODY, vault, identity)
            )
            if gone == 0:
                await writer.undo()
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
        await self._erase_to_the_end()
        return True

    async def delete_account(self, identity: bytes) -> None:
        async with self._database.write() as writer:
            await _add_nobody(writer)
            await writer.run("UPDATE vaults SET identity = ? WHERE identity = ?", (NOBODY, identity))
            # Every other row of the account goes with this one by its foreign key.
            await writer.run("DELETE FROM accounts WHERE identity = ?", (identity,))
        await self._erase_to_the_end()

    async def _erase_to_the_end(self) -> None:
        """Also where the caller is cancelled."""
        erasure = asyncio.create_task(self._erase())
        self._erasures.add(erasure)
        erasure.add_done_callback(self._erasures.discard)
        await asyncio.shield(erasure)

    async def _finish_deletions(self) -> None:
        """Where a crash has left some. If that fails, as on a full disk, the next start tries again."""
        with contextlib.suppress(StoreError):
            if await self._database.fetch("SELECT 1 FROM accounts WHERE identity = ?", (NOBODY,)):
                await self._erase()

    async def _stop_erasures(self) -> None:
        for erasure in tuple(self._erasures):
            erasure.cancel()
        await asyncio.gather(*self._erasures, return_exceptions=True)

    async def _erase(self) -> None:
        """Deletes what belongs to nobody, and empties the write-ahead log, which holds older pages."""
        while await self._erase_part():
            # One part at a time: no write waits for the whole deletion.
            await self._database.checkpoint()
        await self._database.empty_log()

    async def _erase_part(self) -> bool:
        """Whether there may be more."""
        async with self._database.write() as writer:
            rows = await writer.fetch("SELECT vault FROM vaults WHERE identity = ? LIMIT 1", (NOBODY,))
            if not rows:
                await writer.run("DELETE FROM accounts WHERE identity = ?", (NOBODY,))
                return False
            ((vault,),) = rows
            if not await _delete_pushes(writer, vault) and not await _delete_commits(writer, vault):
                # Its authors go with it by their foreign key.
                await writer.run("DELETE FROM vaults WHERE vault = ?", (vault,))
            return True


async def _add_nobody(writer: Writer) -> None:
    await writer.run(
        "INSERT OR IGNORE INTO accounts"
        " (identity, name, auth_hash, keyset_version, keyset, roster_head, created_ms)"
        " VALUES (?, '', '', 0, x'', x'', 0)",
        (NOBODY,),
    )


async def _delete_pushes(writer: Writer, vault: bytes) -> int:
    sizes = await writer.fetch(
        "SELECT number, length(commits) FROM pushes WHERE vault = ? ORDER BY number LIMIT ?",
        (vault, PART_PUSHES_MAX),
    )
    last, total = None, 0
    for number, size in sizes:
        total += size
        if last is not None and total > PART_BYTES:
            break
        last = number
    return await writer.run("DELETE FROM pushes WHERE vault = ? AND number <= ?", (vault, last))


async def _delete_commits(writer: Writer, vault: bytes) -> int:
    rows = await writer.fetch(
        "SELECT part, id FROM commits WHERE vault = ? ORDER BY part, id LIMIT 1 OFFSET ?",
        (vault, PART_COMMITS - 1),
    )
    if rows:
        return await writer.run(
            "DELETE FROM commits WHERE vault = ? AND (part, id) <= (?, ?)", (vault, *rows[0])
        )
    return await writer.run("DELETE FROM commits WHERE vault = ?", (vault,))
