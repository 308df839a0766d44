"""Thousands of commits made offline arrive in chunks, whatever happens to the server on the way."""

from __future__ import annotations

import time
from typing import Any

import pytest

from shared.wire.limits import PUSH_COMMITS_MAX
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import join, registered
from tests.browser.server import Server

# The terminal makes most, in a tenth of the time of a browser. Those of the browser take two chunks.
TERMINAL_COMMITS = 4_000
BROWSER_COMMITS = PUSH_COMMITS_MAX + 50
CHUNK_SECONDS = 60.0
# What every device must agree on.
SAME = ("head", "state_hash", "commits")


def made(count: int, name: str) -> list[dict[str, Any]]:
    start_ms = int(time.time() * 1000)
    return [
        {
            "t_ms": start_ms + index,
            "patches": [[1, {"mass_modifier": (index % 100 - 50) / 100}]],
            "label": f"{name} {index}",
        }
        for index in range(count)
    ]


def newest_push(server: Server) -> int:
    return int(str(server.rows("SELECT max(number) FROM pushes")[0][0]))


def chunks_of(commits: int) -> int:
    """Each chunk is one merge and what else fits in a push."""
    return -(-commits // (PUSH_COMMITS_MAX - 1))


def kill_after_push(server: Server, number: int) -> int:
    """Kills the server once it has a push after `number`, and starts it again. Returns the newest number."""
    until = time.monotonic() + CHUNK_SECONDS
    while newest_push(server) <= number:
        assert time.monotonic() < until, f"no push after {number} arrived"
        time.sleep(0.01)
    server.kill()
    newest = newest_push(server)
    server.start()
    return newest


@pytest.mark.long
def test_thousands_of_offline_commits_survive_a_server_that_keeps_dying(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_network_trouble()
    profile = new_profile()
    app = registered(server, profile)
    vault = app.vault()
    terminal = new_device(server.url)
    join(terminal)
    terminal.call("sync")
    app.commit_slide(0.3, "meanwhile elsewhere")
    app.wait_synced()
    profile.set_offline(True)
    terminal.call("import_commits", vault=vault, commits=made(TERMINAL_COMMITS, "terminal"))
    app.call("import_commits", vault=vault, commits=made(BROWSER_COMMITS, "browser"))

    # Two chunks may arrive before one kill.
    pushed = newest_push(server)
    last = pushed + chunks_of(TERMINAL_COMMITS)
    while pushed < last:
        syncing = terminal.start("sync")
        pushed = kill_after_push(server, pushed)
        syncing.result(CHUNK_SECONDS)
    assert terminal.call("sync")["phase"] == "synced"

    profile.set_offline(False)
    app.start_sync()
    kill_after_push(server, newest_push(server))
    app.sync_now()
    app.wait_synced()
    ids = server.rows("SELECT count(*), count(DISTINCT id) FROM commits")
    assert ids[0][0] == ids[0][1]

    assert app.verify() == app.facts()
    view = app.call("view", vault=vault)
    assert view["commits"] >= TERMINAL_COMMITS + BROWSER_COMMITS + 4
    fresh = new_device(server.url)
    join(fresh)
    for device in (fresh, terminal):
        device.call("sync")
        seen = device.call("view", vault=vault)
        assert [seen[key] for key in SAME] == [view[key] for key in SAME]
