"""The server's own record."""

from __future__ import annotations

from server.store.postgres.database import Queries
from server.store.rows import ServerIdentity


class ServerQueries(Queries):
    """The operations on the one row of the table `server`."""

    async def server_identity(self, fresh: ServerIdentity) -> ServerIdentity:
        record = "SELECT generation, receipt_seed, secret FROM server"
        rows = await self._database.fetch(record)
        if not rows:
            await self._database.write(
                "INSERT INTO server (only_row, generation, receipt_seed, secret) VALUES (1, $1, $2, $3)"
                " ON CONFLICT DO NOTHING",
                fresh.generation,
                fresh.receipt_seed,
                fresh.secret,
            )
            rows = await self._database.fetch(record)
        return ServerIdentity(*rows[0])

    async def replace_generation(self, generation: bytes) -> None:
        await self._database.write("UPDATE server SET generation = $1", generation)
