"""People with ways in, and the changes that they send."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec

from shared.device.account.ways_change import (
    NO_KEYSET,
    Change,
    Present,
    Revocation,
    WaySecret,
    prepare_change,
    secret_of_code,
)
from shared.vault.keys import Secrets, new_kdf
from shared.vault.roster_statements import RevokedHead
from shared.vault.ways import OpenedWay
from shared.wire.accounts import Registration, WayKind, WaysChange
from tests.shared.sync.people import Person, keyset, run


def device_of(person: Person) -> Any:
    """As much of a device as a change is prepared with."""
    return SimpleNamespace(
        host=SimpleNamespace(crypto=person.crypto, now_ms=lambda: 1_700_000_000_000),
        record=SimpleNamespace(device=person.device.id),
    )


def first_ways(person: Person) -> WaysChange:
    """The first `ways` of an account of the first format."""
    present = Present(person.roster, keyset(), OpenedWay(bytes(32), person.seed), Secrets())
    secret = WaySecret("password", b"p" * 32, new_kdf(person.crypto), person.auth_key)
    change = run(prepare_change(device_of(person), present, [secret]))
    return WaysChange(
        expected_version=1, keyset=change.keyset, statements=(change.statement,), end_sessions=False
    )


class WaysPerson(Person):
    """A person whose account has ways in. `accept_change` is for what the server has taken."""

    def __init__(self, auth_key: bytes = b"k" * 32) -> None:
        super().__init__(auth_key=auth_key)
        self.keyset = NO_KEYSET
        self.opened = OpenedWay(self.crypto.random(32), self.seed)
        self.changes = 0
        self.accept_change(self.change([self.password(auth_key)]))

    def password(self, auth_key: bytes) -> WaySecret:
        return WaySecret("password", b"p" * 32, new_kdf(self.crypto), auth_key)

    def code(self, digits: str) -> WaySecret:
        return secret_of_code(digits)

    def revoke(self, device: bytes, heads: tuple[RevokedHead, ...] = ()) -> Change:
        """The change that revokes a device."""
        return self.change([], revocation=Revocation(device, heads))

    def change(
        self,
        added: list[WaySecret],
        removed: tuple[WayKind | bytes, ...] = (),
        revocation: Revocation | None = None,
    ) -> Change:
        """The change that this person's device prepares. What it opens with is kept beside it."""
        present = Present(self.roster, self.keyset, self.opened, Secrets())
        drawn: list[bytes] = []
        random = self.crypto.random

        def remember(size: int) -> bytes:
            drawn.append(random(size))
            return drawn[-1]

        self.crypto.random = remember  # type: ignore[method-assign]
        try:
            change = run(prepare_change(device_of(self), present, added, removed, revocation))
        finally:
            self.crypto.random = random  # type: ignore[method-assign]
        # A rotation draws account key and signing seed first.
        self.next_opened = self.opened if self.roster.ways is None else OpenedWay(drawn[0], drawn[1])
        return change

    def accept_change(self, change: Change) -> None:
        self.accept(change.statement)
        self.keyset, self.opened = change.keyset, self.next_opened
        self.seed = self.opened.signing_seed

    def request(self, change: Change, **changes: Any) -> WaysChange:
        request = WaysChange(
            expected_version=self.keyset.version,
            keyset=change.keyset,
            statements=(change.statement,),
            end_sessions=False,
        )
        return msgspec.structs.replace(request, **changes)

    def registration(self, **changes: Any) -> Registration:
        return super().registration(**{"keyset": self.keyset, **changes})
