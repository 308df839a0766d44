"""Scans of a store, compared with its records, on pages that end anywhere."""

from __future__ import annotations

import pytest

from shared.device.core import store_scan
from shared.device.core.store_scan import scan_keys, scan_pages, scan_records
from tests.shared.device.lab import Lab, play


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7])
@play
async def test_a_scan_has_every_record_once_and_in_order(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_scan, "PAGE_RECORDS", 2)
    lab = await Lab.open()
    device = await lab.device("A")
    assert device.facade is not None
    store = device.facade.device.host.store
    records = [(f"part/{number:04d}", bytes([number])) for number in range(count)]
    await store.write([("par", b"before"), *reversed(records), ("part0", b"after")])
    assert await scan_records(store, "part/") == records
    assert await scan_keys(store, "part/") == [key for key, _ in records]
    pages = [page async for page in scan_pages(store, "part/")]
    assert all(len(page) <= 2 for page in pages)
    assert [record for page in pages for record in page] == records
