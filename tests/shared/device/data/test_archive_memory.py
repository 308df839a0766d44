"""A large archive takes about twice its size while it is read, and once afterwards."""

from __future__ import annotations

import tracemalloc

import pytest

from shared.device.api.transfers import Incoming
from tests.shared.device.lab import Lab, play
from tests.shared.device.transfers import PASSPHRASE, archive

MIB = 1024 * 1024
# The size decoded and opened at once, whatever the size of the file.
WORKING_BYTES = 24 * MIB


@pytest.mark.no_cover
@play
async def test_reading_an_archive_copies_it_once() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Long"))["vault"]
    note = "\u4e16" * 4_000
    commits = [{"t_ms": n, "patches": [[1, {"mass_modifier": 0.1}]], "note": note} for n in range(1_000)]
    for _ in range(2):
        await lab.ok(device, "import_commits", vault=vault, commits=commits)
    data = await archive(lab, device, vault)
    assert len(data) > 20 * MIB
    assert device.facade is not None
    incoming = Incoming(len(data))
    tracemalloc.start()
    try:
        for start in range(0, len(data), MIB):
            incoming.add(data[start : start + MIB])
        await incoming.read(device.facade.device.host.crypto, PASSPHRASE)
        now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2 * len(data) + WORKING_BYTES
    assert now < len(data) + WORKING_BYTES
