"""Every test of the contract runs once on each store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.store.contract.stores import STORES, NewDatabase, Place


@pytest.fixture
def new_database(request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Gives the addresses of PostgreSQL databases. PostgreSQL starts when a test asks for the first."""
    with ExitStack() as taken:
        yield lambda: taken.enter_context(request.getfixturevalue("cluster").database())


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path, new_database: NewDatabase) -> Place:
    return STORES[request.param](tmp_path, new_database)
