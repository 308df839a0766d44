"""Pushes of a device that was revoked: up to the heads they count, above them nothing does."""

from __future__ import annotations

import msgspec
import pytest

from shared.vault.roster_statements import RevokedHead
from shared.wire.pushes import StoredPush
from tests.shared.sync.people import DeviceKey, Goal
from tests.shared.sync.test_verify_pull import G1, G2, Device, HonestServer, refusal
from tests.shared.sync.ways import WaysPerson


class Stolen(HonestServer):
    """Three pushes: of the owner, of the device to be revoked, and of the owner."""

    def __init__(self) -> None:
        super().__init__()
        self.person = WaysPerson()
        self.thief = DeviceKey()
        self.person.sign_device(self.thief)
        self.goal = Goal(self.person)
        self.store([self.goal.genesis])
        self.store([self.goal.commit(self.goal.genesis, self.thief)], self.thief)
        self.store([self.goal.commit(self.pushes[-1].head)])

    def revoke(self, **changes: object) -> None:
        last = self.pushes[-1]
        head = RevokedHead(self.goal.vault, self.generation, last.receipt.number, last.head, 1)
        head = msgspec.structs.replace(head, **changes)
        self.person.accept_change(self.person.revoke(self.thief.id, (head,)))

    def back_date(self, *, by: DeviceKey | None = None, author: DeviceKey | None = None) -> StoredPush:
        """A further push under the roster before the revocation, which this server signs."""
        roster = self.person.roster
        earlier = roster.heads[: next(iter(roster.revoked.values())).position]
        self.person.roster = msgspec.structs.replace(roster, heads=earlier)
        try:
            return self.store([self.goal.commit(self.pushes[-1].head, author)], by)
        finally:
            self.person.roster = roster


@pytest.fixture
def server() -> Stolen:
    return Stolen()


def take_all(server: Stolen) -> Device:
    device = Device(server)
    for push in server.pushes:
        device.take(push)
    return device


def test_what_the_device_pushed_before_counts(server: Stolen) -> None:
    server.revoke()
    device = take_all(server)
    assert device.progress.seqs[server.thief.id] == 1
    server.store([server.goal.commit(server.pushes[-1].head)])
    device.take(server.pushes[-1])


def test_a_back_dated_push_is_refused_whoever_authored_it(server: Stolen) -> None:
    server.revoke()
    device = take_all(server)
    for author in (server.thief, server.person.device):
        push = server.back_date(by=server.thief, author=author)
        assert refusal(lambda push=push: device.check(push)) == "PUSH_AFTER_REVOCATION"
        server.pushes.pop()
        server.goal.seqs[author.id] -= 1


def test_a_commit_above_the_seq_is_refused_whoever_certified_it(server: Stolen) -> None:
    server.revoke()
    device = take_all(server)
    push = server.store([server.goal.commit(server.pushes[-1].head, server.thief)])
    assert refusal(lambda: device.check(push)) == "UNKNOWN_DEVICE"


def test_a_push_under_the_roster_of_the_revocation_is_of_no_device(server: Stolen) -> None:
    server.revoke()
    device = take_all(server)
    push = server.store([server.goal.commit(server.pushes[-1].head)], server.thief)
    assert refusal(lambda: device.check(push)) == "UNKNOWN_SIGNER"


def test_the_history_must_have_the_head_of_the_revocation(server: Stolen) -> None:
    server.revoke(head=bytes(32))
    device = Device(server)
    for push in server.pushes[:-1]:
        device.take(push)
    assert refusal(lambda: device.check(server.pushes[-1])) == "SERVER_FORKED"


@pytest.mark.parametrize("named", [False, True])
def test_in_a_vault_that_is_not_named_nothing_counts(server: Stolen, named: bool) -> None:
    server.revoke(**({} if named else {"vault": bytes(16)}))
    device = Device(server)
    device.take(server.pushes[0])
    if named:
        device.take(server.pushes[1])
    else:
        assert refusal(lambda: device.check(server.pushes[1])) == "PUSH_AFTER_REVOCATION"


def test_in_a_later_generation_the_device_certifies_nothing(server: Stolen) -> None:
    """The numbers of a restored database begin again below those of the heads."""
    server.revoke(number=9, seq=9)
    device = take_all(server)
    server.generation = G2
    push = server.back_date(by=server.thief)
    assert device.progress.generations == (G1,)
    assert refusal(lambda: device.check(push)) == "PUSH_AFTER_REVOCATION"
