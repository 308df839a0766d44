"""Reading all records of a store that share a prefix, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from shared.device.core.host import Store

PAGE_RECORDS = 2_000


async def scan_pages(
    store: Store, prefix: str, records: int | None = None, after: str = ""
) -> AsyncIterator[list[tuple[str, bytes]]]:
    """Pages of (key, value) with this prefix, in the order of keys: those greater than `after`. The last page
    may be empty.
    """
    most = PAGE_RECORDS if records is None else records
    while True:
        page = await store.scan(prefix, after, most)
        yield page
        if len(page) < most:
            return
        after = page[-1][0]


async def scan_records(store: Store, prefix: str) -> list[tuple[str, bytes]]:
    """All (key, value) with this prefix, in the order of keys."""
    return [record async for page in scan_pages(store, prefix) for record in page]


async def scan_keys(store: Store, prefix: str) -> list[str]:
    """All keys with this prefix, in order. Holds the values of one page at a time."""
    return [key async for page in scan_pages(store, prefix) for key, _ in page]
