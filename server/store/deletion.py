"""Queries that take away for good: a vault, or all of an account."""

from __future__ import annotations

from server.store.database import Database, Writer

# Other devices learn of a deletion by its id; beyond so many the oldest are forgotten.
DELETED_KEPT_MAX = 1_000


async def deleted_vaults(database: Database, identity: bytes) -> list[bytes]:
    """The ids of the vaults that the identity has deleted."""
    rows = await database.fetch(
        "SELECT vault FROM deleted_vaults WHERE identity = ? ORDER BY vault", (identity,)
    )
    return [row[0] for row in rows]


async def is_deleted(database: Database, identity: bytes, vault: bytes) -> bool:
    """Whether the identity has deleted the vault."""
    row = await database.fetch_one(
        "SELECT 1 FROM deleted_vaults WHERE vault = ? AND identity = ?", (vault, identity)
    )
    return row is not None


async def delete_vault(writer: Writer, identity: bytes, vault: bytes, now_ms: int) -> bool:
    """False where the identity has no such vault. Pushes, commits and authors go with it; its id stays."""
    gone = await writer.run("DELETE FROM vaults WHERE vault = ? AND identity = ?", (vault, identity))
    if gone == 0:
        return False
    await writer.run(
        "INSERT INTO deleted_vaults (vault, identity, deleted_ms) VALUES (?, ?, ?)", (vault, identity, now_ms)
    )
    await writer.run(
        "DELETE FROM deleted_vaults WHERE identity = ? AND vault NOT IN"
        " (SELECT vault FROM deleted_vaults WHERE identity = ? ORDER BY deleted_ms DESC LIMIT ?)",
        (identity, identity, DELETED_KEPT_MAX),
    )
    return True


async def delete_account(writer: Writer, identity: bytes) -> None:
    """The account and every row that belongs to it."""
    await writer.run("DELETE FROM accounts WHERE identity = ?", (identity,))
