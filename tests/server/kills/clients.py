"""Clients that keep a server busy, and know what it has acknowledged."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Protocol

import httpx
import msgspec

from shared.vault.keys import next_keyset
from shared.vault.ways import require_keyset_of
from shared.wire.accounts import AccountState, KeysetReplacement
from shared.wire.pushes import Push, Receipt
from tests.server.sessions import Session, register
from tests.shared.sync.people import DeviceKey, Goal, Person
from tests.shared.sync.ways import WaysPerson

ACCOUNT = "/api/v1/account"
COMMITS_MAX = 12
# An account with more makes room for a new one.
STATEMENTS_MAX = 100


class Client(Protocol):
    """`work` sends requests until `over`, or until the server is gone. `check` asks the one that follows."""

    acknowledged: int
    in_doubt: int

    def work(self, over: threading.Event) -> None: ...

    def check(self) -> None: ...


class Pusher:
    """A device with one goal. `receipts` are those of all acknowledged pushes."""

    def __init__(self, url: str, chance: Random) -> None:
        self._chance = chance
        self._session = register(url, Person())
        self._goal = Goal(self._session.person)
        self._pushes: list[tuple[Push, Receipt]] = []
        self._pending: Push | None = None
        self._checked = 0
        self.acknowledged = self.in_doubt = 0
        self._send(self._goal.push(None, [self._goal.genesis]))

    def work(self, over: threading.Event) -> None:
        while not over.is_set():
            tip = self._pushes[-1][0].head
            try:
                self._send(self._goal.push(tip, self._goal.chain(tip, self._chance.randint(1, COMMITS_MAX))))
            except httpx.HTTPError:
                self.in_doubt += 1
                return

    def _send(self, push: Push) -> None:
        self._pending = push
        answer = self._session.send(self._goal.vault, push)
        assert answer.status_code in {200, 201}, answer.text
        self._pushes.append((push, msgspec.msgpack.decode(answer.content, type=Receipt)))
        self._pending = None
        self.acknowledged += 1

    def check(self) -> None:
        """Every acknowledged push is there, under its receipt; the one in doubt whole, or not at all."""
        found = []
        while page := self._session.pull(self._goal.vault, self._checked + len(found)).pushes:
            found += page
        wanted = self._pushes[self._checked :]
        assert [each.receipt for each in found[: len(wanted)]] == [receipt for _, receipt in wanted]
        sent = [push for push, _ in wanted]
        if self._pending is not None and len(found) > len(wanted):
            sent.append(self._pending)
        stored = [(each.base, each.head, each.commits, each.certificate) for each in found]
        assert stored == [(each.base, each.head, each.commits, each.certificate) for each in sent]
        if self._pending is not None:
            # A device sends it again. Either way it is right.
            self._send(self._pending)
        # The push of the last check may have come since: it is checked with the next ones.
        self._checked = len(found)


class Changer:
    """A device that changes its account: ways in, keyset, roster, sessions."""

    def __init__(self, url: str, chance: Random) -> None:
        self._chance, self._url = chance, url
        self.acknowledged = self.in_doubt = 0
        self._begin()

    def _begin(self) -> None:
        self._person = WaysPerson()
        self._auth_key = self._person.auth_key
        self._session = register(self._url, self._person)
        self._before = self._after = self._state()
        self._accept: Callable[[], None] = _nothing

    def _state(self) -> AccountState:
        return AccountState(self._person.keyset, tuple(self._person.statements))

    def work(self, over: threading.Event) -> None:
        while not over.is_set():
            try:
                self._chance.choice(
                    (self._change_ways, self._change_ways, self._replace_keyset, self._enrol)
                )()
            except httpx.HTTPError:
                self.in_doubt += 1
                return
            self._settle()
            self.acknowledged += 1

    def _settle(self) -> None:
        """The request in flight has happened."""
        self._accept()
        self._before = self._after = self._state()
        self._accept = _nothing

    def _change_ways(self) -> None:
        person, number = self._person, self._chance.randbytes(32)
        added = [person.password(number)]
        if self._chance.random() < 0.5:
            added.append(person.code(number.hex()))
        change = person.change(added)
        opened = person.next_opened
        self._after = AccountState(change.keyset, (*person.statements, change.statement))

        def accept() -> None:
            person.next_opened = opened
            person.accept_change(change)
            self._auth_key = number

        self._accept = accept
        request = person.request(change, end_sessions=self._chance.random() < 0.5)
        answer = self._session.put(ACCOUNT, request)
        assert answer.status_code == 204, answer.text

    def _replace_keyset(self) -> None:
        person = self._person
        keyset = msgspec.structs.replace(
            next_keyset(person.keyset), sealed_secrets=self._chance.randbytes(self._chance.randint(40, 9_000))
        )
        self._after = AccountState(keyset, tuple(person.statements))

        def accept() -> None:
            person.keyset = keyset

        self._accept = accept
        answer = self._session.put(
            "/api/v1/keyset", KeysetReplacement(expected_version=person.keyset.version, keyset=keyset)
        )
        assert answer.status_code == 204, answer.text

    def _enrol(self) -> None:
        person = self._person
        statement = person.next_statement(DeviceKey())
        self._after = AccountState(person.keyset, (*person.statements, statement))
        self._accept = lambda: person.accept(statement)
        answer = self._session.post("/api/v1/roster", statement)
        assert answer.status_code == 204, answer.text

    def check(self) -> None:
        """The account is as before the request in doubt or as after it, and its present password opens it."""
        found = self._session.get(f"{ACCOUNT}?after=0", AccountState)
        assert found in (self._before, self._after)
        if found == self._after:
            self._settle()
        else:
            self._after, self._accept = self._before, _nothing
        require_keyset_of(self._person.roster, found.keyset)
        session = Session(self._url, self._person, self._person.device)
        session.take(session.post("/api/v1/sessions", self._person.login(auth_key=self._auth_key)))
        session.client.delete("/api/v1/sessions")
        if len(self._person.statements) > STATEMENTS_MAX:
            self._begin()


def _nothing() -> None:
    pass


def new_clients(url: str, chance: Random) -> list[Client]:
    return [Pusher(url, chance), Pusher(url, chance), Changer(url, chance), Changer(url, chance)]
