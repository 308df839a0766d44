"""Every test of the contract runs once on each store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.store.contract.stores import STORES, Place


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return STORES[request.param](tmp_path)
