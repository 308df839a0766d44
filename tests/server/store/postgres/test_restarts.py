"""A database that is down or restarted: answered by name, and over by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.settings import Settings
from tests.postgres import Cluster, running_cluster
from tests.server.conftest import serving
from tests.server.lines import until
from tests.server.sessions import Session, refused, register
from tests.shared.sync.people import Goal, Person

CLIENTS = 4
PUSHES = 12


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """Tests of other files need not live with its restarts."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def settings(own_cluster: Cluster, tmp_path: Path, client_folder: Path) -> Iterator[Settings]:
    with own_cluster.database() as url:
        yield Settings(data=str(tmp_path / "data"), client=str(client_folder), database=url)


def readiness(url: str) -> tuple[int, object]:
    answer = httpx.get(f"{url}/health/ready")
    return answer.status_code, answer.json().get("reason")


def test_a_database_that_is_down_is_unavailable_until_it_is_back(
    settings: Settings, own_cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    person = Person()
    with serving(settings) as server:
        session, goal = register(server.url, person), Goal(person)
        session.push(goal, None, [goal.genesis])
        push = goal.push(goal.genesis, goal.chain(goal.genesis, 2))
        own_cluster.stop()
        for _ in range(2):
            for answer in (
                session.client.get("/api/v1/vaults"),
                session.send(goal.vault, push),
                session.post("/api/v1/sessions", person.login()),
                session.post("/api/v1/accounts", Person().registration()),
            ):
                assert refused(answer) == (503, "NOT_READY")
                assert int(answer.headers["retry-after"]) == answer.json()["retry_after_seconds"] > 0
        assert readiness(server.url) == (503, "unavailable")
        assert httpx.get(f"{server.url}/health/live").status_code == 200
        own_cluster.start()
        until(lambda: readiness(server.url) == (200, None))
        assert session.send(goal.vault, push).status_code == 201
        assert len(session.pull(goal.vault).pushes) == 2
    # Once, and without the address.
    assert caplog.text.count("is unavailable") == 1
    assert str(settings.database) not in caplog.text


def push_until_confirmed(session: Session, goal: Goal, over: threading.Event) -> list[bytes]:
    """The heads that were confirmed, in order. What is refused is sent again."""
    heads, base = list[bytes](), None
    for ids in ([goal.genesis], *([tip] for tip in goal.chain(goal.genesis, PUSHES))):
        push = goal.push(base, ids)
        while True:
            answer = session.send(goal.vault, push)
            if answer.status_code in {200, 201}:
                break
            assert refused(answer) == (503, "NOT_READY")
        base = ids[-1]
        heads.append(base)
        if len(heads) == PUSHES:
            # The last ones are sent when the database is back for good.
            over.wait()
    return heads


def test_a_database_that_crashes_under_load_loses_nothing(settings: Settings, own_cluster: Cluster) -> None:
    with serving(settings) as server:
        people = [Person() for _ in range(CLIENTS)]
        sessions = [register(server.url, person) for person in people]
        goals = [Goal(person) for person in people]
        over, heads = threading.Event(), dict[int, list[bytes]]()

        def work(index: int) -> None:
            heads[index] = push_until_confirmed(sessions[index], goals[index], over)

        threads = [threading.Thread(target=work, args=[index]) for index in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            own_cluster.stop(signal.SIGQUIT)
            own_cluster.start()
        over.set()
        for thread in threads:
            thread.join()
        for index in range(CLIENTS):
            pushes = sessions[index].pull(goals[index].vault).pushes
            assert [push.head for push in pushes] == heads[index]
            assert len(heads[index]) == PUSHES + 1
