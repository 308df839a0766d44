"""Deleting a vault or an account for good."""

from __future__ import annotations

import contextlib
from functools import partial

from server.store.erasures import Erasures
from server.store.errors import StoreError
from server.store.postgres.connection import Row
from server.store.postgres.database import Database, Queries, Transaction
from server.store.rows import owner_of

# What one statement of a deletion deletes, so that none of them takes long.
PART_PUSHES = 500
TABLES_OF_OWNER = (
    *("names", "accounts", "statements", "devices", "sessions", "credentials", "passkeys", "deleted_vaults"),
)


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
            "SELECT vault FROM deleted_vaults WHERE owner = $1 ORDER BY vault", owner_of(identity)
        )
        return [row[0] for row in rows]

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        row = await self._database.fetch_one(
            "SELECT 1 FROM deleted_vaults WHERE owner = $1 AND vault = $2", owner_of(identity), vault
        )
        return row is not None

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        owner = owner_of(identity)

        async def work(transaction: Transaction) -> bool:
            gone = await transaction.fetch_one(
                "DELETE FROM vaults WHERE owner = $1 AND vault = $2 RETURNING size", owner, vault
            )
            if gone is None:
                return False
            await transaction.fetch(
                "UPDATE owners SET bytes = bytes - $2, vaults = vaults - 1 WHERE owner = $1", owner, gone[0]
            )
            await transaction.fetch("INSERT INTO erasures (owner, vault) VALUES ($1, $2)", owner, vault)
            await transaction.fetch(
                "INSERT INTO deleted_vaults (owner, vault, deleted_ms) VALUES ($1, $2, $3)",
                owner,
                vault,
                now_ms,
            )
            await transaction.fetch(
                "DELETE FROM deleted_vaults WHERE owner = $1 AND vault NOT IN"
                " (SELECT vault FROM deleted_vaults WHERE owner = $1 ORDER BY deleted_ms DESC LIMIT $2)",
                owner,
                kept_max,
            )
            return True

        deleted = await self._database.transact(work)
        if deleted:
            await self._erasures.run_to_the_end(self._erase([(owner, vault)]))
        return deleted

    async def delete_account(self, identity: bytes) -> None:
        owner = owner_of(identity)

        async def work(transaction: Transaction) -> list[Row]:
            # The vaults before the owner, in the order of a push. A first push that was committed between the
            # two has its vault deleted after them.
            vaults = await _delete_vaults(transaction, owner)
            await transaction.fetch("DELETE FROM owners WHERE owner = $1", owner)
            vaults += await _delete_vaults(transaction, owner)
            for table in TABLES_OF_OWNER:
                await transaction.fetch(f"DELETE FROM {table} WHERE owner = $1", owner)  # noqa: S608 - constant names
            return vaults

        vaults = await self._database.transact(work)
        await self._erasures.run_to_the_end(self._erase(vaults))

    async def _finish_deletions(self) -> None:
        """Where a crash has left some. If that fails, as on a full disk, the next start tries again."""
        with contextlib.suppress(StoreError):
            await self._erase(await self._database.fetch("SELECT owner, vault FROM erasures"))

    async def _erase(self, keys: list[Row]) -> None:
        for key in keys:
            while await self._database.write(
                "DELETE FROM pushes WHERE owner = $1 AND vault = $2 AND number IN (SELECT number FROM pushes"
                " WHERE owner = $1 AND vault = $2 ORDER BY number LIMIT $3) RETURNING 1",
                *key,
                PART_PUSHES,
            ):
                pass
            await self._database.transact(partial(_erase_rest, key=key))


async def _delete_vaults(transaction: Transaction, owner: bytes) -> list[Row]:
    return await transaction.fetch(
        "WITH gone AS (DELETE FROM vaults WHERE owner = $1 RETURNING owner, vault)"
        " INSERT INTO erasures (owner, vault) SELECT owner, vault FROM gone RETURNING owner, vault",
        owner,
    )


async def _erase_rest(transaction: Transaction, key: Row) -> None:
    for table in ("authors", "snapshots", "erasures"):
        await transaction.fetch(f"DELETE FROM {table} WHERE owner = $1 AND vault = $2", *key)  # noqa: S608 - constant names
