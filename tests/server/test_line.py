"""The thin line: register, log in, push, pull; the first device's pushes are found right by the second."""

from __future__ import annotations

import pytest

from shared.sync.verify_pull import NOTHING_PULLED, check_latest, check_stored_push, verify_pulled
from shared.wire.pushes import decode_commits
from tests.server.sessions import log_in, register
from tests.shared.sync.people import Goal, Person, run

pytestmark = pytest.mark.sqlite


def test_what_one_device_pushes_another_pulls_and_finds_right(url: str) -> None:
    person = Person()
    first = register(url, person)
    goal = Goal(person)
    receipt = first.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 5)])
    assert (receipt.number, receipt.commits, receipt.level, receipt.previous) == (1, 6, "links", None)
    first.push(goal, receipt.head, goal.chain(receipt.head, 2))

    second = log_in(url, person)
    page = second.pull(goal.vault)
    assert [len(decode_commits(push.commits)) for push in page.pushes] == [6, 2]
    assert second.answer
    progress, ids, checked = NOTHING_PULLED, set[bytes](), []
    check_latest(page, goal.vault, progress)
    for stored in page.pushes:
        each = check_stored_push(
            stored, goal.vault, person.identity, second.answer.receipt_key, person.roster, progress, ids
        )
        progress = each.progress
        ids.update(each.ids)
        checked.append(each)
    run(verify_pulled(person.crypto, checked))
    assert progress.receipt == page.latest
    assert ids == set(goal.nodes)
