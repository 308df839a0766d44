"""Ten thousand commits made offline arrive in chunks, whatever happens to the server on the way."""

from __future__ import annotations

import time

import pytest

from shared.wire.limits import PUSH_COMMITS_MAX
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import join, registered
from tests.browser.server import Server

COMMITS = 10_000
# Each chunk is one merge and what else fits in a push.
CHUNKS = -(-COMMITS // (PUSH_COMMITS_MAX - 1))
CHUNK_SECONDS = 60.0
# What every device must agree on.
SAME = ("head", "state_hash", "commits")


def wait_for_push(server: Server, number: int) -> int:
    """The number of the newest push, once there is one after `number`."""
    until = time.monotonic() + CHUNK_SECONDS
    while time.monotonic() < until:
        newest = int(str(server.rows("SELECT max(number) FROM pushes")[0][0]))
        if newest > number:
            return newest
        time.sleep(0.01)
    raise AssertionError(f"no push after {number} arrived")


@pytest.mark.long
def test_ten_thousand_offline_commits_survive_a_server_that_keeps_dying(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_network_trouble()
    profile = new_profile()
    app = registered(server, profile)
    vault = app.vault()
    other = new_device(server.url)
    join(other)
    profile.set_offline(True)
    start_ms = int(time.time() * 1000)
    commits = [
        {
            "t_ms": start_ms + index,
            "patches": [[1, {"mass_modifier": (index % 100 - 50) / 100}]],
            "label": f"offline {index}",
        }
        for index in range(COMMITS)
    ]
    assert app.call("import_commits", vault=vault, commits=commits)["count"] == COMMITS
    other.commit(vault, 0.3, "meanwhile elsewhere")
    other.call("sync")
    pushed = int(str(server.rows("SELECT max(number) FROM pushes")[0][0]))
    profile.set_offline(False)

    # Two chunks may arrive before one kill.
    last = pushed + CHUNKS
    while pushed < last:
        app.start_sync()
        pushed = wait_for_push(server, pushed)
        server.kill()
        server.start()
    app.sync_now()
    app.wait_synced()
    ids = server.rows("SELECT count(*), count(DISTINCT id) FROM commits")
    assert ids[0][0] == ids[0][1]

    assert app.verify() == app.facts()
    view = app.call("view", vault=vault)
    assert view["commits"] >= COMMITS + 3
    fresh = new_device(server.url)
    join(fresh)
    for device in (fresh, other):
        device.call("sync")
        seen = device.call("view", vault=vault)
        assert [seen[key] for key in SAME] == [view[key] for key in SAME]
