"""The one place that knows which stores there are."""

from __future__ import annotations

from pathlib import Path

from server.store.port import Store
from server.store.sqlite.store import SqliteStore


def make_store(folder: Path) -> Store:
    """The store of a data folder. It is not open yet."""
    return SqliteStore(folder)
