"""Pulling by the page, and being told of new heads."""

from __future__ import annotations

import asyncio
import json
import threading
from hashlib import sha256

import httpx
import msgspec
import pytest

from server.events import stream
from server.events.hub import STREAMS_PER_IDENTITY_MAX, STREAMS_PER_SESSION_MAX, Hub
from server.vaults import pulls
from shared.errors import AutusError
from shared.sync.certificate import receipt_message
from shared.wire.pushes import PullPage, WireCommit, decode_commits
from shared.wire.vaults import VaultList
from tests.server.sessions import Session, log_in, refused
from tests.shared.sync.people import Goal


def stored_goal(session: Session, pushes: int = 6) -> Goal:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    head = goal.genesis
    for _ in range(pushes - 1):
        head = session.push(goal, head, goal.chain(head, 2)).head
    return goal


def test_a_pull_begins_after_a_number(session: Session) -> None:
    goal = stored_goal(session)
    whole = session.pull(goal.vault)
    assert [push.receipt.number for push in whole.pushes] == [1, 2, 3, 4, 5, 6]
    rest = session.pull(goal.vault, after=4)
    assert rest.pushes == whole.pushes[4:]
    assert rest.latest == whole.latest == whole.pushes[-1].receipt
    assert session.pull(goal.vault, after=6).pushes == ()
    assert session.pull(goal.vault, after=99).pushes == ()
    path = f"/api/v1/vaults/{goal.vault.hex()}/pushes"
    assert refused(session.client.get(f"{path}?after=1.5")) == (400, "BAD_REQUEST")


def test_commits_come_back_as_they_went(session: Session) -> None:
    goal = stored_goal(session)
    pulled = [wire for push in session.pull(goal.vault).pushes for wire in decode_commits(push.commits)]
    assert pulled == goal.wires(list(goal.nodes))


def test_receipts_are_a_chain(session: Session) -> None:
    goal = stored_goal(session)
    previous = None
    for push in session.pull(goal.vault).pushes:
        assert push.receipt.previous == previous
        previous = sha256(receipt_message(goal.vault, push.receipt)).digest()


@pytest.mark.parametrize(
    ("limit", "part"), [(1, 2_000), (3_000, 2_000), (1_000_000, 6_000), (1_000_000, 700)]
)
def test_pages_hold_at_least_one_push_and_no_more_than_they_may(
    session: Session, monkeypatch: pytest.MonkeyPatch, limit: int, part: int
) -> None:
    goal = stored_goal(session)
    monkeypatch.setattr(pulls, "PAGE_BYTES_MAX", max(limit, 512))
    monkeypatch.setattr(pulls, "PART_BYTES", part)
    numbers: list[int] = []
    wires: list[WireCommit] = []
    while True:
        path = f"/api/v1/vaults/{goal.vault.hex()}/pushes?after={len(numbers)}"
        content = session.client.get(path).content
        page = msgspec.msgpack.decode(content, type=PullPage)
        if not page.pushes:
            break
        assert len(page.pushes) == 1 or len(content) <= limit
        wires += [wire for push in page.pushes for wire in decode_commits(push.commits)]
        numbers += [push.receipt.number for push in page.pushes]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert wires == goal.wires(list(goal.nodes))


def test_vaults_are_listed(session: Session) -> None:
    goals = sorted((stored_goal(session, 2) for _ in range(2)), key=lambda goal: goal.vault)
    summaries = session.get("/api/v1/vaults", VaultList).vaults
    assert [summary.vault for summary in summaries] == [goal.vault for goal in goals]
    assert [(summary.number, summary.commits, summary.witnessed) for summary in summaries] == [
        (2, 3, False)
    ] * 2


class Listener:
    """Reads a stream of events in a thread."""

    def __init__(self, session: Session) -> None:
        self.lines: list[str] = []
        self.changed = threading.Condition()
        self._opened = threading.Event()
        self._client = httpx.Client(
            base_url=session.client.base_url, headers=session.client.headers, timeout=30
        )
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        assert self._opened.wait(10)

    def _read(self) -> None:
        with self._client.stream("GET", "/api/v1/events") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            for line in response.iter_lines():
                with self.changed:
                    self.lines.append(line)
                    self.changed.notify_all()
                self._opened.set()

    def wait_for(self, wanted: str) -> str:
        with self.changed:
            assert self.changed.wait_for(lambda: any(wanted in line for line in self.lines), 20), self.lines
            return next(line for line in self.lines if wanted in line)

    def ended(self) -> bool:
        self._thread.join(20)
        self._client.close()
        return not self._thread.is_alive()


def test_other_sessions_are_told_of_a_new_head(url: str, session: Session) -> None:
    other = log_in(url, session.person)
    pushing, listening = Listener(session), Listener(other)
    goal = stored_goal(session, 1)
    told = json.loads(listening.wait_for('data: {"vault"').removeprefix("data: "))
    assert told == {"vault": goal.vault.hex(), "number": 1, "head": goal.genesis.hex()}
    assert "event: head" in listening.lines
    # The end of a session ends its streams; the pushing one was told nothing.
    assert other.client.delete("/api/v1/sessions").status_code == 204
    assert session.client.delete("/api/v1/sessions").status_code == 204
    assert listening.ended()
    assert pushing.ended()
    assert not [line for line in pushing.lines if line.startswith('data: {"vault"')]


def test_a_stream_does_not_outlast_its_session_for_long(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "EVENT_BEAT_SECONDS", 0.02)
    monkeypatch.setattr(stream, "STREAM_SECONDS_MAX", 0.1)
    assert Listener(session).ended()


def test_a_silent_stream_beats(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "EVENT_BEAT_SECONDS", 0.02)
    listener = Listener(session)
    with listener.changed:
        assert listener.changed.wait_for(lambda: listener.lines.count("event: beat") > 2, 20)
    session.client.delete("/api/v1/sessions")
    assert listener.ended()


def test_streams_are_bounded() -> None:
    hub = Hub()
    held = [hub.subscribe(b"i", b"t%d" % (n // 4)) for n in range(STREAMS_PER_IDENTITY_MAX)]
    with pytest.raises(AutusError, match="TOO_MANY_STREAMS"):
        hub.subscribe(b"i", b"t")
    for _ in range(STREAMS_PER_SESSION_MAX):
        hub.subscribe(b"other", b"t")
    with pytest.raises(AutusError, match="TOO_MANY_STREAMS"):
        hub.subscribe(b"other", b"t")
    hub.subscribe(b"other", b"u")
    hub.unsubscribe(b"i", held[0])
    hub.subscribe(b"i", b"t")


def test_a_slow_stream_is_told_only_the_newest_head() -> None:
    hub = Hub()
    subscription = hub.subscribe(b"i", b"t")

    for number in (1, 2, 3):
        hub.publish(b"i", b"other", b"v", number, b"h")
    hub.publish(b"i", b"other", b"w", 1, b"h")
    told = asyncio.run(subscription.next(15))
    assert [(event.vault, event.number) for event in told] == [
        (b"v".hex(), 3),
        (b"w".hex(), 1),
    ]
    hub.close()
    assert subscription.closed
