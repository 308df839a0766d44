"""The one place that knows which stores there are."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from server.store.inspection import Inspection
from server.store.port import Store
from server.store.sqlite.inspection import inspect
from server.store.sqlite.store import SqliteStore


def make_store(folder: Path, database: str | None) -> Store:
    """The store in the PostgreSQL database of that address, or without one in the folder. It is not open."""
    if database is None:
        return SqliteStore(folder)
    # asyncpg takes a while to load, and most servers do without it.
    from server.store.postgres.store import PostgresStore  # noqa: PLC0415 - as above

    return PostgresStore(database)


def open_inspection(folder: Path) -> AbstractContextManager[Inspection]:
    """For a check of what a data folder stores, or a copy of it. A server may run."""
    return inspect(folder)
