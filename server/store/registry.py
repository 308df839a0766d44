"""The one place that knows which stores there are."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from server.store.inspection import Inspection
from server.store.port import Store
from server.store.sqlite.inspection import inspect
from server.store.sqlite.store import SqliteStore


def make_store(folder: Path) -> Store:
    """The store of a data folder. It is not open yet."""
    return SqliteStore(folder)


def open_inspection(folder: Path) -> AbstractContextManager[Inspection]:
    """For a check of what a data folder stores, or a copy of it. A server may run."""
    return inspect(folder)
