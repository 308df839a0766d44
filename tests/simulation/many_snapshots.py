"""Worlds in which snapshots come after few commits, and a history arrives in pages of about one push."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.device.sync import snapshots
from shared.wire import limits

COMMITS = 3
PAGE_BYTES = 3_000


@contextmanager
def many_snapshots() -> Iterator[None]:
    """Changes the limits for as long as the block runs."""
    usual = snapshots.SNAPSHOT_COMMITS, limits.PAGE_BYTES_MAX
    snapshots.SNAPSHOT_COMMITS, limits.PAGE_BYTES_MAX = COMMITS, PAGE_BYTES  # type: ignore[misc]
    try:
        yield
    finally:
        snapshots.SNAPSHOT_COMMITS, limits.PAGE_BYTES_MAX = usual  # type: ignore[misc]
