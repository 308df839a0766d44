"""The snapshot of a vault over HTTP: who may leave one, which, and who may have it."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from server.settings import Settings
from shared.wire.accounts import Confirmation
from shared.wire.encoding import encode
from shared.wire.limits import SNAPSHOT_BYTES_MAX
from shared.wire.pushes import Receipt
from shared.wire.snapshots import Snapshot
from shared.wire.vaults import VaultList
from tests.server.conftest import serving
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person


def path(vault: bytes) -> str:
    return f"/api/v1/vaults/{vault.hex()}/snapshot"


def stored_goal(session: Session, person: Person) -> tuple[Goal, list[Receipt]]:
    """A goal of three pushes with two commits each."""
    goal = Goal(person)
    chain = [goal.genesis, *goal.chain(goal.genesis, 5)]
    receipts, base = [], None
    for first in (0, 2, 4):
        receipts.append(session.push(goal, base, chain[first : first + 2]))
        base = chain[first + 1]
    return goal, receipts


def listed(session: Session, vault: bytes) -> int:
    (summary,) = [each for each in session.get("/api/v1/vaults", VaultList).vaults if each.vault == vault]
    return summary.snapshot


def test_the_newest_snapshot_is_kept_and_listed(session: Session, person: Person) -> None:
    goal, receipts = stored_goal(session, person)
    vault = goal.vault
    assert listed(session, vault) == 0
    assert refused(session.client.get(path(vault))) == (404, "NOT_FOUND")
    first = person.snapshot(vault, receipts[0], session.device)
    assert session.put(path(vault), first).status_code == 204
    # A retry changes nothing.
    assert session.put(path(vault), first).status_code == 204
    assert listed(session, vault) == 2
    assert session.get(path(vault), Snapshot) == first
    newest = person.snapshot(vault, receipts[2], session.device, sealed=b"another")
    assert session.put(path(vault), newest).status_code == 204
    assert (listed(session, vault), session.get(path(vault), Snapshot)) == (6, newest)
    for late in (
        first,
        person.snapshot(vault, receipts[1], session.device),
        person.snapshot(vault, receipts[2], session.device),
    ):
        assert refused(session.put(path(vault), late)) == (409, "SNAPSHOT_MOVED")
    assert session.get(path(vault), Snapshot) == newest
    # Pushes go on, and pulls are as they were.
    session.push(goal, receipts[2].head, goal.chain(receipts[2].head, 1))
    assert len(session.pull(vault).pushes) == 4
    assert listed(session, vault) == 6


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signature": bytes(64)}, "BAD_SNAPSHOT"),
        ({"sealed": b"changed"}, "BAD_SNAPSHOT"),
        ({"salt": b"s" * 32}, "BAD_SNAPSHOT"),
        ({"epoch": 2}, "BAD_SNAPSHOT"),
        ({"device": bytes(16)}, "BAD_SNAPSHOT"),
        ({"roster_head": bytes(32)}, "ROSTER_MOVED"),
    ],
    ids=str,
)
def test_a_snapshot_that_was_changed_is_refused(
    session: Session, person: Person, changes: dict[str, Any], code: str
) -> None:
    goal, receipts = stored_goal(session, person)
    found = msgspec.structs.replace(person.snapshot(goal.vault, receipts[2], session.device), **changes)
    assert refused(session.put(path(goal.vault), found))[1] == code
    assert listed(session, goal.vault) == 0


@pytest.mark.parametrize("changes", [{"number": 2}, {"number": 9}, {"head": bytes(32)}], ids=str)
def test_a_snapshot_names_a_push_that_is_stored(
    session: Session, person: Person, changes: dict[str, Any]
) -> None:
    goal, receipts = stored_goal(session, person)
    found = person.snapshot(goal.vault, receipts[2], session.device, **changes)
    assert refused(session.put(path(goal.vault), found)) == (422, "BAD_SNAPSHOT")


def test_a_snapshot_is_of_the_device_that_sends_it(session: Session, person: Person, url: str) -> None:
    goal, receipts = stored_goal(session, person)
    second = DeviceKey()
    other = log_in(url, person, second)
    # The roster does not have it yet.
    found = person.snapshot(goal.vault, receipts[2], second)
    assert refused(other.put(path(goal.vault), found)) == (403, "DEVICE_REVOKED")
    assert other.post("/api/v1/roster", person.sign_device(second)).status_code == 204
    assert refused(other.put(path(goal.vault), found)) == (409, "ROSTER_MOVED")
    by_another = person.snapshot(goal.vault, receipts[2], session.device)
    assert refused(other.put(path(goal.vault), by_another)) == (422, "BAD_SNAPSHOT")
    assert other.put(path(goal.vault), person.snapshot(goal.vault, receipts[2], second)).status_code == 204


def test_nobody_else_reads_or_leaves_one(session: Session, person: Person, url: str) -> None:
    goal, receipts = stored_goal(session, person)
    assert session.put(path(goal.vault), person.snapshot(goal.vault, receipts[2], session.device)).is_success
    stranger = Person()
    other = register(url, stranger)
    assert refused(other.client.get(path(goal.vault))) == (404, "NOT_FOUND")
    theirs = stranger.snapshot(goal.vault, receipts[2])
    assert refused(other.put(path(goal.vault), theirs)) == (404, "NOT_FOUND")
    nobody = httpx.Client(base_url=url)
    assert refused(nobody.get(path(goal.vault))) == (401, "NOT_SIGNED_IN")
    assert refused(nobody.put(path(goal.vault), content=b"", headers=MSGPACK)) == (401, "NOT_SIGNED_IN")
    nobody.close()


def test_a_snapshot_goes_with_its_vault(session: Session, person: Person) -> None:
    goal, receipts = stored_goal(session, person)
    found = person.snapshot(goal.vault, receipts[2], session.device)
    assert session.put(path(goal.vault), found).status_code == 204
    body = encode(Confirmation(auth_key=person.auth_key))
    deleted = session.client.request(
        "DELETE", f"/api/v1/vaults/{goal.vault.hex()}", content=body, headers=MSGPACK
    )
    assert deleted.status_code == 204
    assert refused(session.client.get(path(goal.vault))) == (410, "VAULT_DELETED")
    assert refused(session.put(path(goal.vault), found)) == (410, "VAULT_DELETED")


def test_a_snapshot_is_bounded_and_counts_towards_the_quota(settings: Settings) -> None:
    quota = 40_000
    with serving(msgspec.structs.replace(settings, quota_bytes=quota)) as server:
        person = Person()
        session = register(server.url, person)
        goal, receipts = stored_goal(session, person)
        large = person.snapshot(goal.vault, receipts[2], session.device, sealed=bytes(quota))
        answer = session.put(path(goal.vault), large)
        assert refused(answer) == (507, "QUOTA_EXCEEDED")
        room = answer.json()["room"]
        fitting = bytes(room - len(encode(large)) + quota)
        found = person.snapshot(goal.vault, receipts[1], session.device, sealed=fitting)
        assert session.put(path(goal.vault), found).status_code == 204
        more = goal.push(receipts[2].head, goal.chain(receipts[2].head, 1), session.device)
        assert refused(session.send(goal.vault, more)) == (507, "QUOTA_EXCEEDED")
        # The one that it replaces gives its room back.
        small = person.snapshot(goal.vault, receipts[2], session.device)
        assert session.put(path(goal.vault), small).status_code == 204
        assert session.send(goal.vault, more).status_code == 201
        endless = person.snapshot(
            goal.vault, receipts[2], session.device, sealed=bytes(SNAPSHOT_BYTES_MAX + 1)
        )
        assert refused(session.put(path(goal.vault), endless))[0] == 400
