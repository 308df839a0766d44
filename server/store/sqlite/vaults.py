"""The state of vaults."""

from __future__ import annotations

from server.store.rows import DevicePlace, VaultRow, owner_of
from server.store.sqlite.database import Queries, Row

VAULT = "number, head, commits, size, receipt, witnessed, snapshot, epoch"


def vault_row(row: Row) -> VaultRow:
    """From the columns of VAULT. Others are ignored."""
    number, head, commits, size, receipt, witnessed, snapshot, epoch = row[:8]
    return VaultRow(number, head, commits, size, receipt, bool(witnessed), snapshot, epoch)


class VaultQueries(Queries):
    """The operations on vaults, except on their pushes and their deletion."""

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        row = await self._database.fetch_one(
            f"SELECT {VAULT} FROM vaults WHERE owner = ? AND vault = ?",  # noqa: S608 - constant columns
            (owner_of(identity), vault),
        )
        return vault_row(row) if row else None

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        rows = await self._database.fetch(
            f"SELECT {VAULT}, vault FROM vaults WHERE owner = ? ORDER BY vault",  # noqa: S608 - constant columns
            (owner_of(identity),),
        )
        return [(row[8], vault_row(row)) for row in rows]

    async def places_of_device(self, identity: bytes, device: bytes) -> list[DevicePlace]:
        rows = await self._database.fetch(
            "SELECT v.vault, v.number, v.head, coalesce(a.seq, 0) FROM vaults AS v"
            " LEFT JOIN authors AS a ON a.owner = v.owner AND a.vault = v.vault AND a.device = ?"
            " WHERE v.owner = ? ORDER BY v.vault",
            (device, owner_of(identity)),
        )
        return [DevicePlace(*row) for row in rows]

    async def certificates_after(self, identity: bytes, vault: bytes, number: int, most: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT p.certificate FROM vaults AS v"
            " JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
            " WHERE v.owner = ? AND v.vault = ? AND p.number > ? ORDER BY p.number LIMIT ?",
            (owner_of(identity), vault, number, most),
        )
        return [row[0] for row in rows]

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        async with self._database.write() as writer:
            changed = await writer.run(
                "UPDATE vaults SET witnessed = ? WHERE owner = ? AND vault = ?",
                (on, owner_of(identity), vault),
            )
        return changed == 1
