"""The state of vaults."""

from __future__ import annotations

from server.store.rows import VaultRow
from server.store.sqlite.database import Queries, Row


def vault_row(row: Row) -> VaultRow:
    """From the columns number, head, commits, size, receipt, witnessed; further ones are ignored."""
    number, head, commits, size, receipt, witnessed = row[:6]
    return VaultRow(number, head, commits, size, receipt, bool(witnessed))


class VaultQueries(Queries):
    """The operations on vaults, except on their pushes and their deletion."""

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        row = await self._database.fetch_one(
            "SELECT number, head, commits, size, receipt, witnessed FROM vaults"
            " WHERE vault = ? AND identity = ?",
            (vault, identity),
        )
        return vault_row(row) if row else None

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        rows = await self._database.fetch(
            "SELECT number, head, commits, size, receipt, witnessed, vault FROM vaults"
            " WHERE identity = ? ORDER BY vault",
            (identity,),
        )
        return [(row[6], vault_row(row)) for row in rows]

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                "UPDATE vaults SET witnessed = ? WHERE vault = ? AND identity = ?", (on, vault, identity)
            )
        return changed == 1
