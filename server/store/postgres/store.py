"""The store as a whole."""

from __future__ import annotations

from server.store.errors import StoreError
from server.store.postgres.accounts import AccountQueries
from server.store.postgres.database import Database
from server.store.postgres.deletion import DeletionQueries
from server.store.postgres.identity import ServerQueries
from server.store.postgres.operator import OperatorQueries
from server.store.postgres.passkeys import PasskeyQueries
from server.store.postgres.pushes import PushQueries
from server.store.postgres.sessions import SessionQueries
from server.store.postgres.snapshots import SnapshotQueries
from server.store.postgres.vaults import VaultQueries
from server.store.rows import StoreFault


class PostgresStore(
    ServerQueries,
    AccountQueries,
    PasskeyQueries,
    SessionQueries,
    VaultQueries,
    PushQueries,
    SnapshotQueries,
    DeletionQueries,
    OperatorQueries,
):
    """The tables in the database at `url`, used by any number of processes."""

    def __init__(self, url: str) -> None:
        super().__init__(Database(url))

    async def open(self) -> None:
        await self._database.connect()
        await self._finish_deletions()

    async def close(self) -> None:
        await self._erasures.stop()
        await self._database.close()

    def known_fault(self) -> StoreFault | None:
        return self._database.condition.fault()

    async def find_fault(self) -> StoreFault | None:
        try:
            await self._database.fetch("SELECT 1 FROM server")
            await self._database.write("UPDATE probe SET count = count + 1")
        except StoreError as error:
            # Damage, a full disk and a lock are known by now. Anything else has no reason of its own.
            return self._database.condition.fault() or StoreFault("unavailable", str(error))
        self._database.condition.note_write()
        return self._database.condition.fault()
