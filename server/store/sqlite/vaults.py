"""The state of vaults."""

from __future__ import annotations

from server.store.rows import VaultRow
from server.store.sqlite.database import Queries, Row

# Finds a vault among those of its owner. By its id first, the vault of somebody else would be found, and then
# refused: that takes longer than to find nothing, and shows that it exists.
BY_OWNER = "INDEXED BY vaults_of_identity"


def vault_row(row: Row) -> VaultRow:
    """From the columns number, head, commits, size, receipt, witnessed, snapshot. Others are ignored."""
    number, head, commits, size, receipt, witnessed, snapshot = row[:7]
    return VaultRow(number, head, commits, size, receipt, bool(witnessed), snapshot)


class VaultQueries(Queries):
    """The operations on vaults, except on their pushes and their deletion."""

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        row = await self._database.fetch_one(
            f"SELECT number, head, commits, size, receipt, witnessed, snapshot FROM vaults {BY_OWNER}"  # noqa: S608 - no value in it
            " WHERE vault = ? AND identity = ?",
            (vault, identity),
        )
        return vault_row(row) if row else None

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        rows = await self._database.fetch(
            "SELECT number, head, commits, size, receipt, witnessed, snapshot, vault FROM vaults"
            " WHERE identity = ? ORDER BY vault",
            (identity,),
        )
        return [(row[7], vault_row(row)) for row in rows]

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                f"UPDATE vaults {BY_OWNER} SET witnessed = ? WHERE vault = ? AND identity = ?",  # noqa: S608 - no value in it
                (on, vault, identity),
            )
        return changed == 1
