"""The state of vaults."""

from __future__ import annotations

from server.store.postgres.database import Queries
from server.store.rows import DevicePlace, VaultRow, owner_of

VAULT = "v.number, v.head, v.commits, v.size, v.receipt, v.witnessed, v.snapshot, v.epoch"


class VaultQueries(Queries):
    """The operations on vaults, except on their pushes and their deletion."""

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        row = await self._database.fetch_one(
            f"SELECT {VAULT} FROM vaults AS v WHERE owner = $1 AND vault = $2",  # noqa: S608 - constant columns
            owner_of(identity),
            vault,
        )
        return VaultRow(*row) if row else None

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        rows = await self._database.fetch(
            f"SELECT vault, {VAULT} FROM vaults AS v WHERE owner = $1 ORDER BY vault",  # noqa: S608 - constant columns
            owner_of(identity),
        )
        return [(row[0], VaultRow(*row[1:])) for row in rows]

    async def places_of_device(self, identity: bytes, device: bytes) -> list[DevicePlace]:
        rows = await self._database.fetch(
            "SELECT v.vault, v.number, v.head, coalesce(a.seq, 0) FROM vaults AS v"
            " LEFT JOIN authors AS a ON a.owner = v.owner AND a.vault = v.vault AND a.device = $2"
            " WHERE v.owner = $1 ORDER BY v.vault",
            owner_of(identity),
            device,
        )
        return [DevicePlace(*row) for row in rows]

    async def certificates_after(self, identity: bytes, vault: bytes, number: int, most: int) -> list[bytes]:
        rows = await self._database.fetch(
            "SELECT p.certificate FROM vaults AS v"
            " JOIN pushes AS p ON p.owner = v.owner AND p.vault = v.vault"
            " WHERE v.owner = $1 AND v.vault = $2 AND p.number > $3 ORDER BY p.number LIMIT $4",
            owner_of(identity),
            vault,
            number,
            most,
        )
        return [row[0] for row in rows]

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        changed = await self._database.write(
            "UPDATE vaults SET witnessed = $3 WHERE owner = $1 AND vault = $2 RETURNING 1",
            owner_of(identity),
            vault,
            on,
        )
        return bool(changed)
