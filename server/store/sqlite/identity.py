"""The server's own record."""

from __future__ import annotations

from server.store.rows import ServerIdentity
from server.store.sqlite.database import Queries

RECORD = "SELECT generation, receipt_seed, secret FROM server"


class ServerQueries(Queries):
    """The operations on the one row of the table `server`."""

    async def server_identity(self, fresh: ServerIdentity) -> ServerIdentity:
        rows = await self._database.fetch_anyway(RECORD)
        if rows:
            return ServerIdentity(*rows[0])
        if self._database.condition.is_incomplete():
            # Nothing is answered from such a database, so it need not keep the record.
            return fresh
        async with self._database.write() as writer:
            await writer.run(
                "INSERT OR IGNORE INTO server (only_row, generation, receipt_seed, secret)"
                " VALUES (1, ?, ?, ?)",
                (fresh.generation, fresh.receipt_seed, fresh.secret),
            )
            rows = await writer.fetch(RECORD)
        return ServerIdentity(*rows[0])

    async def replace_generation(self, generation: bytes) -> None:
        await self._database.accept_loss()
        async with self._database.write() as writer:
            await writer.run("UPDATE server SET generation = ?", (generation,))
