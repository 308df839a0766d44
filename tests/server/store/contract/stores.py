"""The stores that the contract is tried on. A further store adds a class here and one line to STORES."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from server.store.port import Store
from server.store.postgres.store import PostgresStore
from server.store.sqlite.store import SqliteStore
from tests.postgres import TABLES, fetch
from tests.server.store.contract.contents import Contents
from tests.server.store.contract.model import ModelStore

NewDatabase: TypeAlias = Callable[[], str]


class Place(Protocol):
    """Where a store keeps its data. It stays when the store is closed."""

    def make(self) -> Store:
        """A store, not yet open, of this place's data."""

    def stored_bytes(self) -> bytes:
        """Everything in the place, as found by somebody who reads its files or its database."""


class SqlitePlace:
    def __init__(self, folder: Path, _: NewDatabase) -> None:
        self._folder = folder

    def make(self) -> Store:
        return SqliteStore(self._folder)

    def stored_bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self._folder.iterdir()))


class PostgresPlace:
    def __init__(self, _: Path, new_database: NewDatabase) -> None:
        self.url = new_database()

    def make(self) -> Store:
        return PostgresStore(self.url)

    def stored_bytes(self) -> bytes:
        rows = [row for table in TABLES for row in fetch(self.url, f"SELECT * FROM {table}")]
        values = [value for row in rows for value in row]
        return b"".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


class ModelPlace:
    def __init__(self, folder: Path, _: NewDatabase) -> None:
        self._contents = Contents()

    def make(self) -> Store:
        return ModelStore(self._contents)

    def stored_bytes(self) -> bytes:
        return pickle.dumps(self._contents)


STORES: dict[str, Callable[[Path, NewDatabase], Place]] = {
    "model": ModelPlace,
    "postgres": PostgresPlace,
    "sqlite": SqlitePlace,
}


class Opened:
    """A place with its store open."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.store = place.make()

    async def reopen(self) -> Store:
        """The store anew, as after a restart of the server."""
        await self.store.close()
        self.store = self.place.make()
        await self.store.open()
        return self.store


def on_open_store(test: Callable[[Opened], Awaitable[None]]) -> Callable[[Place], None]:
    """Runs a coroutine as a test on the fixture `place`, around which the store is open."""

    async def whole(place: Place) -> None:
        opened = Opened(place)
        await opened.store.open()
        try:
            await test(opened)
        finally:
            await opened.store.close()

    def run(place: Place) -> None:
        asyncio.run(whole(place))

    run.__name__, run.__doc__ = getattr(test, "__name__", "test"), test.__doc__
    return run
