"""How many requests a change takes, what a shortcut leaves out, and that a round then finds it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from shared.device.core.host import Response, TransportError
from tests.shared.device.lab import PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile, Request

PUSH, PULL, LIST, KEYSET, ROSTER = "POST pushes", "GET pushes", "GET vaults", "GET keyset", "GET roster"


class Count:
    """The requests of all devices since the last `take`, by method and the last part of the path."""

    def __init__(self, lab: Lab) -> None:
        self._send, self._seen = lab._send, list[str]()
        lab._send = self._carry  # type: ignore[method-assign]

    async def _carry(self, sender: Profile, request: Request) -> Response:
        self._seen.append(f"{request[1]} {request[2].partition('?')[0].rpartition('/')[2]}")
        return await self._send(sender, request)

    def take(self) -> list[str]:
        seen, self._seen = self._seen, []
        return seen


async def counted() -> tuple[Lab, Profile, Profile, str, Count]:
    """Two devices that agree with their server."""
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "sync")
    return lab, a, b, vault, Count(lab)


async def change(lab: Lab, profile: Profile, vault: str, label: str) -> Document:
    await lab.commit(profile, vault, label)
    status: Document = await lab.ok(profile, "sync_changes")
    assert (status["phase"], status["waiting"]) == ("synced", 0), status
    return status


def event(lab: Lab, vault: str) -> Document:
    """What the server tells the other devices after a push."""
    receipt = lab.stored(vault).pushes[-1].receipt
    return {"vault": vault, "number": receipt.number, "head": receipt.head.hex()}


def imports(count: int) -> list[Document]:
    patch = [3, {"allocations": {"E": 1}}]
    return [{"t_ms": 1_700_000_000_000 + number, "patches": [patch]} for number in range(count)]


@play
async def test_a_change_takes_one_request_and_two_if_it_meets_one() -> None:
    lab, a, b, vault, count = await counted()
    for number in range(3):
        await change(lab, a, vault, f"a{number}")
        assert count.take() == [PUSH]
        # B does not know of it, and is told while it pushes its own.
        await change(lab, b, vault, f"b{number}")
        assert count.take() == [PUSH, PUSH]
        await change(lab, a, vault, f"again a{number}")
        assert count.take() == [PUSH, PUSH]
        await lab.ok(b, "sync_head", **event(lab, vault))
        assert count.take() == [PULL]
        await lab.ok(a, "sync_head", **event(lab, vault))
        assert count.take() == []
    assert await lab.labels(a, vault) == await lab.labels(b, vault)
    assert (await lab.ok(a, "verify", vault=vault))["ok"]
    assert len(await lab.labels(a, vault)) == 10


@play
async def test_an_event_takes_one_request_or_none_and_a_change_that_meets_it_two() -> None:
    lab, a, b, vault, count = await counted()
    await change(lab, a, vault, "a")
    first = event(lab, vault)
    count.take()
    await lab.commit(b, vault, "b")
    await lab.ok(b, "sync_head", **first)
    assert count.take() == [PULL, PUSH]
    # Late, or for what this device has pushed itself.
    for _ in range(2):
        await lab.ok(b, "sync_head", **first)
        await lab.ok(b, "sync_head", **event(lab, vault))
    assert count.take() == []
    assert await lab.ok(b, "sync_changes")
    assert count.take() == []


@play
async def test_a_round_in_which_nothing_has_moved_takes_one_request() -> None:
    lab, a, _, vault, count = await counted()
    await lab.ok(a, "sync")
    assert count.take() == [LIST]
    await lab.commit(a, vault, "a")
    await lab.ok(a, "sync")
    assert count.take() == [LIST, PUSH]
    # Of a start, an account, or a server that lists no hashes.
    await lab.restart(a)
    await lab.ok(a, "sync")
    assert count.take() == [LIST, KEYSET]
    lab.server.is_old = True
    await lab.ok(a, "sync")
    assert count.take() == [LIST, KEYSET, ROSTER]
    lab.server.is_old = False
    # What another device changes is fetched, and nothing else.
    c = await lab.device("C")
    await lab.join(c)
    await lab.ok(a, "sync")
    assert count.take()[-2:] == [LIST, ROSTER]
    await lab.ok(c, "create_vault", title="C")
    await lab.ok(c, "sync")
    count.take()
    await lab.ok(a, "sync")
    assert count.take() == [LIST, KEYSET, PULL]


@play
async def test_many_commits_and_goals_are_pushed_without_a_round() -> None:
    lab, a, b, vault, count = await counted()
    other = (await lab.ok(a, "create_vault", title="Other"))["vault"]
    # The server has nothing of it: the keyset with its key comes first.
    await lab.ok(a, "sync_changes")
    assert count.take()[0] == LIST
    for each in (vault, other):
        await lab.ok(a, "import_commits", vault=each, commits=imports(5))
    await lab.ok(a, "sync_changes")
    assert count.take() == [PUSH, PUSH]
    await lab.ok(b, "sync")
    for each in (vault, other):
        assert await lab.ok(a, "view", vault=each) == await lab.ok(b, "view", vault=each)


@pytest.mark.parametrize("minutes", [-10, 5, 60])
@play
async def test_a_round_comes_at_least_every_five_minutes(minutes: int) -> None:
    lab, a, _, vault, count = await counted()
    for _ in range(4):
        lab.pass_minutes(1)
        await change(lab, a, vault, "a")
    assert count.take() == [PUSH] * 4
    lab.pass_minutes(minutes)
    await change(lab, a, vault, "a")
    # A clock that went back says nothing about the time since.
    assert count.take() == [LIST, PUSH]
    await change(lab, a, vault, "a")
    assert count.take() == [PUSH]


Before = Callable[[Lab, Profile, Profile, str], Awaitable[object]]


async def witness(lab: Lab, _: Profile, b: Profile, vault: str) -> None:
    await lab.ok(b, "set_witnessed", vault=vault, on=True)


async def enrol(lab: Lab, _: Profile, b: Profile, vault: str) -> None:
    await lab.join(await lab.device("C"))


async def restore(lab: Lab, _: Profile, b: Profile, vault: str) -> None:
    lab.server.restore(lab.server.backup(), honest=True)


async def delete(lab: Lab, _: Profile, b: Profile, vault: str) -> None:
    await lab.ok(b, "delete_vault", vault=vault, where="server", password=PASSWORD)


async def lose(lab: Lab, _: Profile, b: Profile, vault: str) -> None:
    del lab.server.database.vaults[bytes.fromhex(vault)]


async def end_sessions(lab: Lab, *_: object) -> None:
    lab.server.database.sessions.clear()


async def lie(lab: Lab, *_: object) -> None:
    lab.server._seed = bytes(32)


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (witness, None),
        (enrol, None),
        (restore, "NEW_GENERATION"),
        (delete, "VAULT_DELETED"),
        (lose, "SERVER_WITHHOLDS"),
        (end_sessions, "NOT_SIGNED_IN"),
        (lie, "BAD_RECEIPT"),
    ],
)
@play
async def test_an_unexpected_answer_to_a_push_starts_a_round(before: Before, code: str | None) -> None:
    lab, a, b, vault, count = await counted()
    await before(lab, a, b, vault)
    await lab.commit(a, vault, "own")
    count.take()
    status = await lab.ok(a, "sync_changes")
    assert count.take()[:2] == [PUSH, LIST]
    errors = [status["error"], *(each["error"] for each in status["vaults"])]
    shown = {error["code"] for error in errors if error is not None}
    if end_sessions is before:
        assert status["phase"] == "signed_out"
    else:
        assert shown == ({code} if code else set())
    assert "own" in await lab.labels(a, vault)
    if code is None:
        assert status["waiting"] == 0
    elif code != "VAULT_DELETED":
        # The next one is a round too. Of a deleted goal nothing is pushed.
        await lab.ok(a, "sync_changes")
        assert count.take()[0] == LIST


@play
async def test_what_only_a_round_shows_is_shown_by_the_next_one() -> None:
    lab, a, _, vault, _ = await counted()
    other = (await lab.ok(a, "create_vault", title="Other"))["vault"]
    await lab.ok(a, "sync")
    del lab.server.database.vaults[bytes.fromhex(other)]
    await change(lab, a, vault, "does not concern the other goal")
    lab.pass_minutes(5)
    await lab.commit(a, vault, "a")
    status = await lab.ok(a, "sync_changes")
    assert [each["error"]["code"] for each in status["vaults"] if each["error"]] == ["SERVER_WITHHOLDS"]


@play
async def test_a_witnessed_goal_is_never_pushed_without_a_look_at_the_switch() -> None:
    lab, a, b, vault, count = await counted()
    await lab.ok(a, "set_witnessed", vault=vault, on=True)
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    await lab.ok(a, "set_witnessed", vault=vault, on=False)
    count.take()
    await lab.commit(b, vault, "not disclosed")
    await lab.ok(b, "sync_changes")
    assert count.take() == [LIST, KEYSET, PUSH]
    assert lab.stored(vault).pushes[-1].receipt.level == "links"


@play
async def test_a_false_receipt_stays_in_sight_until_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault, _ = await counted()
    await lab.commit(a, vault, "own")
    send = lab._send

    async def forge(sender: Profile, request: Request) -> Response:
        answer = await send(sender, request)
        if request[1] == "POST":
            monkeypatch.setattr(lab, "_send", send)
            return answer._replace(body=answer.body[:-1] + bytes([answer.body[-1] ^ 1]))
        return answer

    monkeypatch.setattr(lab, "_send", forge)
    status = await lab.ok(a, "sync_changes")
    assert (status["phase"], status["waiting"], status["error"]["code"]) == ("refused", 0, "BAD_RECEIPT")
    assert (await lab.ok(a, "sync"))["phase"] == "synced"


@play
async def test_a_lost_answer_is_no_reason_to_ask_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault, count = await counted()
    await lab.commit(a, vault, "own")

    async def lose_answer(sender: Profile, request: Request) -> Response:
        await count._carry(sender, request)
        raise TransportError("TIMEOUT", "no answer came")

    with monkeypatch.context() as network:
        network.setattr(lab, "_send", lose_answer)
        status = await lab.ok(a, "sync_changes")
    assert (status["phase"], status["waiting"], count.take()) == ("offline", 1, [PUSH])
    status = await lab.ok(a, "sync_changes")
    assert (status["phase"], status["waiting"], count.take()) == ("synced", 0, [LIST, PULL])


@pytest.mark.parametrize("what", ["another head", "a later number", "another goal", "a deletion"])
@play
async def test_an_event_that_is_not_the_next_push_starts_a_round(what: str) -> None:
    lab, _, b, vault, count = await counted()
    told = event(lab, vault)
    await lab.ok(
        b,
        "sync_head",
        **{
            "another head": {**told, "head": "00" * 32},
            "a later number": {**told, "number": told["number"] + 2},
            "another goal": {**told, "vault": "00" * 16},
            "a deletion": {**told, "number": 0, "head": ""},
        }[what],
    )
    assert count.take() == [LIST]


@play
async def test_an_event_that_the_pull_does_not_confirm_starts_a_round() -> None:
    lab, _, b, vault, count = await counted()
    told = event(lab, vault)
    status = await lab.ok(b, "sync_head", **{**told, "number": told["number"] + 1})
    assert (count.take(), status["phase"]) == ([PULL, LIST], "synced")


@play
async def test_a_device_follows_one_that_has_just_joined() -> None:
    lab, a, _, vault, count = await counted()
    c = await lab.device("C")
    await lab.join(c)
    await change(lab, c, vault, "c")
    count.take()
    await lab.ok(a, "sync_head", **event(lab, vault))
    assert count.take() == [PULL, ROSTER, PULL]
    assert "c" in await lab.labels(a, vault)
    await change(lab, a, vault, "a")
    assert count.take() == [PUSH]


@play
async def test_more_than_a_refusal_carries_is_pulled() -> None:
    lab, a, b, vault, count = await counted()
    await lab.ok(a, "import_commits", vault=vault, commits=imports(100))
    await lab.ok(a, "sync_changes")
    count.take()
    await change(lab, b, vault, "b")
    assert count.take() == [PUSH, LIST, PULL, PUSH]
