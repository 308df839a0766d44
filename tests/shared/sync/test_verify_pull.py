"""A device against servers that lie: each lie has its code."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import AutusError
from shared.sync.certificate import receipt_hash, receipt_message
from shared.sync.verify_pull import (
    NOTHING_PULLED,
    CheckedPush,
    Progress,
    check_latest,
    check_stored_push,
    verify_pulled,
)
from shared.wire.pushes import PullPage, Receipt, StoredPush, encode_commits
from tests.shared.sync.people import DeviceKey, Goal, Person, run

G1, G2 = b"1" * 16, b"2" * 16


class HonestServer:
    """Keeps one goal's pushes with receipts, as a server does."""

    def __init__(self) -> None:
        self.person = Person()
        self.goal = Goal(self.person)
        self.key = Ed25519PrivateKey.generate()
        self.generation = G1
        self.pushes: list[StoredPush] = []

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign(self, receipt: Receipt) -> Receipt:
        signature = self.key.sign(receipt_message(self.goal.vault, receipt))
        return msgspec.structs.replace(receipt, signature=signature)

    def store(self, ids: list[bytes], device: DeviceKey | None = None) -> StoredPush:
        last = self.pushes[-1] if self.pushes else None
        push = self.goal.push(last.head if last else None, ids, device)
        receipt = Receipt(
            generation=self.generation,
            number=len(self.pushes) + 1,
            head=push.head,
            commits=(last.receipt.commits if last else 0) + len(ids),
            previous=receipt_hash(self.goal.vault, last.receipt) if last else None,
            level="links",
            time_ms=5,
            signature=bytes(64),
        )
        self.pushes.append(
            StoredPush(push.base, push.head, push.commits, push.certificate, self.sign(receipt))
        )
        return self.pushes[-1]

    def page(self, **changes: object) -> PullPage:
        latest = self.pushes[-1].receipt if self.pushes else None
        page = PullPage(generation=self.generation, latest=latest, pushes=tuple(self.pushes))
        return msgspec.structs.replace(page, **changes)


class Device:
    """What a device has accepted."""

    def __init__(self, server: HonestServer) -> None:
        self.server = server
        self.progress: Progress = NOTHING_PULLED
        self.ids: set[bytes] = set()

    def check(self, push: StoredPush) -> CheckedPush:
        server = self.server
        return check_stored_push(
            push,
            server.goal.vault,
            server.person.identity,
            server.public,
            server.person.roster,
            self.progress,
            self.ids,
        )

    def take(self, push: StoredPush) -> None:
        checked = self.check(push)
        run(verify_pulled(self.server.person.crypto, [checked]))
        self.progress = checked.progress
        self.ids.update(checked.ids)


@pytest.fixture
def server() -> HonestServer:
    server = HonestServer()
    goal = server.goal
    server.store([goal.genesis, *goal.chain(goal.genesis, 3)])
    server.store(goal.chain(server.pushes[-1].head, 2))
    server.store(goal.chain(server.pushes[-1].head, 2))
    return server


@pytest.fixture
def device(server: HonestServer) -> Device:
    """Has accepted the first of three pushes."""
    device = Device(server)
    device.take(server.pushes[0])
    return device


def refusal(check: Callable[[], object]) -> str:
    with pytest.raises(AutusError) as raised:
        check()
    return raised.value.code


def changed(push: StoredPush, **changes: object) -> StoredPush:
    return msgspec.structs.replace(push, **changes)


def receipted(server: HonestServer, push: StoredPush, **changes: object) -> StoredPush:
    """The push with other facts in a well signed receipt."""
    return changed(push, receipt=server.sign(msgspec.structs.replace(push.receipt, **changes)))


def test_an_honest_history_is_accepted(server: HonestServer, device: Device) -> None:
    for push in server.pushes[1:]:
        check_latest(server.page(), server.goal.vault, device.progress)
        device.take(push)
    check_latest(server.page(), server.goal.vault, device.progress)
    assert device.progress.receipt == server.pushes[-1].receipt
    assert (device.progress.number, device.progress.commits) == (3, 8)
    assert device.progress.head == server.pushes[-1].head
    assert device.progress.seqs == server.goal.seqs
    assert device.ids == set(server.goal.nodes)


def test_an_older_database(server: HonestServer, device: Device) -> None:
    vault = server.goal.vault
    device.take(server.pushes[1])
    older = server.page(latest=server.pushes[0].receipt)
    assert refusal(lambda: check_latest(older, vault, device.progress)) == "SERVER_ROLLED_BACK"
    empty = server.page(latest=None)
    assert refusal(lambda: check_latest(empty, vault, device.progress)) == "SERVER_ROLLED_BACK"
    restored = server.page(generation=G2)
    assert refusal(lambda: check_latest(restored, vault, device.progress)) == "NEW_GENERATION"
    check_latest(empty, vault, NOTHING_PULLED)


def test_another_history(server: HonestServer, device: Device) -> None:
    other = server.sign(msgspec.structs.replace(server.pushes[0].receipt, time_ms=6))
    page = server.page(latest=other)
    assert refusal(lambda: check_latest(page, server.goal.vault, device.progress)) == "SERVER_FORKED"
    forked = receipted(server, server.pushes[1], previous=b"x" * 32)
    assert refusal(lambda: device.check(forked)) == "SERVER_FORKED"
    assert refusal(lambda: device.check(changed(server.pushes[1], base=b"x" * 32))) == "SERVER_FORKED"


def test_a_push_left_out(server: HonestServer, device: Device) -> None:
    assert refusal(lambda: device.check(server.pushes[2])) == "PUSH_GAP"
    assert refusal(lambda: device.check(server.pushes[0])) == "PUSH_GAP"


def test_one_byte_of_a_commit(server: HonestServer, device: Device) -> None:
    goal, push = server.goal, server.pushes[1]
    ids = list(goal.nodes)[4:6]
    for index, code in ((0, "UNKNOWN_PARENT"), (1, "HEAD_MISMATCH")):
        wires = goal.wires(ids)
        header, ciphertext = wires[index]
        wires[index] = header, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])
        bad = changed(push, commits=encode_commits(wires))
        # A changed last commit is another head; one before it leaves its child without a parent.
        assert refusal(lambda bad=bad: device.check(bad)) == code


def test_commits_removed_or_swapped(server: HonestServer, device: Device) -> None:
    goal, push = server.goal, server.pushes[1]
    ids = list(goal.nodes)[4:6]
    removed = changed(push, commits=encode_commits(goal.wires(ids[1:])))
    assert refusal(lambda: device.check(removed)) == "UNKNOWN_PARENT"
    swapped = changed(push, commits=encode_commits(goal.wires(ids[::-1])))
    assert refusal(lambda: device.check(swapped)) == "HEAD_MISMATCH"
    cut = changed(push, commits=encode_commits(goal.wires(ids[:1])))
    assert refusal(lambda: device.check(cut)) == "HEAD_MISMATCH"
    large = changed(push, commits=encode_commits(goal.wires(ids) * 600))
    assert refusal(lambda: device.check(large)) == "TOO_LARGE"


def test_receipts_that_say_other_things(server: HonestServer, device: Device) -> None:
    push = server.pushes[1]
    assert refusal(lambda: device.check(receipted(server, push, head=b"x" * 32))) == "HEAD_MISMATCH"
    assert refusal(lambda: device.check(receipted(server, push, commits=99))) == "BAD_RECEIPT"
    unsigned = changed(push, receipt=msgspec.structs.replace(push.receipt, signature=bytes(64)))
    with pytest.raises(AutusError, match="BAD_RECEIPT") as raised:
        device.take(unsigned)
    assert raised.value.fields["number"] == 2


def test_certificates_that_say_other_things(server: HonestServer, device: Device) -> None:
    push = server.pushes[1]
    good = push.certificate

    def with_certificate(**changes: object) -> StoredPush:
        return changed(push, certificate=msgspec.structs.replace(good, **changes))

    assert refusal(lambda: device.check(with_certificate(count=1))) == "BAD_CERTIFICATE"
    assert refusal(lambda: device.check(with_certificate(device=b"x" * 16))) == "UNKNOWN_SIGNER"
    assert refusal(lambda: device.check(with_certificate(roster_head=b"x" * 32))) == "UNKNOWN_SIGNER"
    assert refusal(lambda: device.take(with_certificate(signature=bytes(64)))) == "BAD_CERTIFICATE"


def test_a_device_counts_from_its_own_statement_on(server: HonestServer, device: Device) -> None:
    goal, person, newcomer = server.goal, server.person, DeviceKey()
    before = person.roster.heads[-1]
    person.sign_device(newcomer)
    for push in server.pushes[1:]:
        device.take(push)
    commit = goal.commit(server.pushes[-1].head, newcomer)
    early = server.store([commit], newcomer)
    stale = msgspec.structs.replace(early.certificate, roster_head=before)
    assert refusal(lambda: device.check(changed(early, certificate=stale))) == "UNKNOWN_SIGNER"
    device.take(early)
    assert device.progress.roster_index == 1
    late = server.store(goal.chain(early.head, 1))
    older = msgspec.structs.replace(late.certificate, roster_head=before)
    assert refusal(lambda: device.check(changed(late, certificate=older))) == "ROSTER_ROLLED_BACK"


def test_generations_do_not_come_back(server: HonestServer, device: Device) -> None:
    goal = server.goal
    for push in server.pushes[1:]:
        device.take(push)
    server.generation = G2
    device.take(server.store(goal.chain(server.pushes[-1].head, 1)))
    assert device.progress.generations == (G1, G2)
    server.generation = G1
    again = server.store(goal.chain(server.pushes[-1].head, 1))
    assert refusal(lambda: device.check(again)) == "SERVER_FORKED"


def test_links_are_checked_as_the_server_does(server: HonestServer, device: Device) -> None:
    device.progress = msgspec.structs.replace(device.progress, seqs={})
    assert refusal(lambda: device.check(server.pushes[1])) == "SEQ_GAP"


def test_a_commit_that_was_pulled_is_not_pulled_again(server: HonestServer, device: Device) -> None:
    del server.pushes[1:]
    again = list(server.goal.nodes)[1]
    assert refusal(lambda: device.check(server.store([again]))) == "DUPLICATE_COMMIT"
