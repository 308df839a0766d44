"""A database that was tampered with: every device refuses, says why, and keeps what it has."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from playwright.sync_api import expect

from shared.wire.pushes import decode_commits, encode_commits
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import join, registered
from tests.browser.server import Server

Tamper = Callable[[list[tuple[bytes, bytes]]], list[tuple[bytes, bytes]]]
Commits = list[tuple[bytes, bytes]]


def flip_one_byte(commits: Commits) -> Commits:
    header, ciphertext = commits[-1]
    at = len(ciphertext) // 2
    return [*commits[:-1], (header, ciphertext[:at] + bytes([ciphertext[at] ^ 1]) + ciphertext[at + 1 :])]


def flip_a_header_byte(commits: Commits) -> Commits:
    header, ciphertext = commits[-1]
    return [*commits[:-1], (header[:-1] + bytes([header[-1] ^ 1]), ciphertext)]


def remove_one(commits: Commits) -> Commits:
    return [commits[0], *commits[2:]]


def swap_two(commits: Commits) -> Commits:
    return [commits[0], commits[2], commits[1], *commits[3:]]


def rewrite_last_push(database: sqlite3.Connection, tamper: Tamper) -> None:
    import msgspec

    vault, number, commits = database.execute(
        "SELECT vault, number, commits FROM pushes ORDER BY number DESC LIMIT 1"
    ).fetchone()
    changed = encode_commits(tamper(decode_commits(msgspec.Raw(commits))))
    # A hostile server does not check itself.
    database.execute(
        "UPDATE pushes SET commits = ?, checksum = NULL WHERE vault = ? AND number = ?",
        (bytes(changed), vault, number),
    )


def test_tampered_commits_are_refused_and_nothing_is_lost(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_network_trouble()
    author = new_device(server.url)
    profile = new_profile()
    app = registered(server, profile)
    join(author)
    vault = app.vault()
    profile.set_offline(True)
    app.commit_slide(0.3, "kept here")
    author.commit(vault, 0.1, "pushed before")
    author.call("sync")
    for index in range(4):
        author.commit(vault, 0.05 * index, f"from afar {index}")
    author.call("sync")
    own, honest = app.facts(), server.keep_copy("honest")

    # The browser is never shown the honest database in between: it syncs by itself whenever it can.
    for tamper, code in (
        (flip_one_byte, "HEAD_MISMATCH"),
        (flip_a_header_byte, "HEAD_MISMATCH"),
        (remove_one, "UNKNOWN_PARENT"),
        (swap_two, "UNKNOWN_PARENT"),
    ):
        with server.tampering(honest) as database:
            rewrite_last_push(database, tamper)
        profile.set_offline(False)
        app.sync_now()
        app.wait_refused(code)
        assert app.said()[-1] == "kept here"
        assert "from afar 3" not in app.said()
    assert app.verify() == app.facts()
    assert own.head in {row["commit"] for row in app.history()}
    app.commit_slide(0.35, "goes on regardless")

    server.put_back(honest)
    app.sync_now()
    app.wait_synced()
    assert {"kept here", "goes on regardless", "pushed before", "from afar 3"} <= set(app.said())
    author.call("sync")
    assert author.call("view", vault=vault)["head"] == app.facts().head


def test_an_older_database_and_a_forked_one_are_refused(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_network_trouble()
    app = registered(server, new_profile())
    vault = app.vault()
    behind = new_device(server.url)
    join(behind)
    old = server.keep_copy("old")
    app.sync_now()
    app.wait_synced()
    app.commit_slide(0.3, "after the copy")
    app.wait_synced()
    own = app.facts()

    server.put_back(old)
    app.sync_now()
    app.wait_refused("SERVER_ROLLED_BACK")
    assert app.facts() == own
    app.commit_slide(0.1, "made meanwhile")
    assert app.said()[-2:] == ["after the copy", "made meanwhile"]
    expect(app.at("sync-indicator")).to_have_attribute("data-waiting", "1")

    # Another device, which never saw the newer history, pushes its own in the same place.
    behind.commit(vault, 0.4, "another present")
    behind.call("sync")
    app.sync_now()
    app.wait_refused("SERVER_FORKED")
    assert "another present" not in app.said()
    assert app.verify() == app.facts()
