"""A request that is sent again because its answer was lost."""

from __future__ import annotations

from server.settings import Settings
from server.vaults.pushes import Pushes
from tests.server.conftest import serving
from tests.server.sessions import refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person


def test_a_retry_gets_the_same_receipt_whatever_moved_since(settings: Settings) -> None:
    with serving(settings) as server:
        person = Person()
        session = register(server.url, person)
        goal = Goal(person)
        push = goal.push(None, [goal.genesis, *goal.chain(goal.genesis, 3)])
        first = session.send(goal.vault, push)
        assert first.status_code == 201
        assert session.post("/api/v1/roster", person.sign_device(DeviceKey())).status_code == 204
        server.service(Pushes)._quota_bytes = 0
        again = session.send(goal.vault, push)
        assert (again.status_code, again.content) == (200, first.content)
        # A new push is refused for what has moved.
        assert refused(session.send(goal.vault, goal.push(push.head, goal.chain(push.head, 1)))) == (
            507,
            "QUOTA_EXCEEDED",
        )
