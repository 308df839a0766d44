"""The store as a whole."""

from __future__ import annotations

from pathlib import Path

from server.store.errors import StoreError
from server.store.rows import StoreFault
from server.store.sqlite.accounts import AccountQueries
from server.store.sqlite.database import Database
from server.store.sqlite.deletion import DeletionQueries
from server.store.sqlite.identity import ServerQueries
from server.store.sqlite.operator import OperatorQueries
from server.store.sqlite.passkeys import PasskeyQueries
from server.store.sqlite.pushes import PushQueries
from server.store.sqlite.sessions import SessionQueries
from server.store.sqlite.snapshots import SnapshotQueries
from server.store.sqlite.vaults import VaultQueries


class SqliteStore(
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
    """One file in `folder`, used by one process at a time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Database(folder))

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
            await self._database.probe()
        except StoreError as error:
            # Damage, a full disk and a lock are known by now. Anything else has no reason of its own.
            return self._database.condition.fault() or StoreFault("unavailable", str(error))
        return self._database.condition.fault()
