"""The thin line: register, log in, push, pull."""

from __future__ import annotations

from shared.sync.messages import PullPage, decode_commits
from shared.sync.verify_pull import NOTHING_PULLED, check_latest, check_stored_push, verify_pulled
from tests.server.people import Goal, Person, run


def test_what_one_device_pushes_another_pulls_and_finds_right(url: str) -> None:
    person = Person()
    first = person.register(url)
    goal = Goal(person)
    receipt = first.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 5)])
    assert (receipt.number, receipt.commits, receipt.level, receipt.previous) == (1, 6, "links", None)
    tail = goal.chain(receipt.head, 2)
    first.push(goal, receipt.head, tail)

    second = person.log_in(url)
    page = second.get(f"/api/v1/vaults/{goal.vault.hex()}/pushes?after=0", PullPage)
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
