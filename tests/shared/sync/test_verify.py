"""The links of a push: the fast pass against the table read word by word, over random pushes."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chain.header import Header, Kind, commit_id, decode_header, encode_array, vault_id
from shared.errors import AutusError
from shared.sync.certificate import receipt_hash
from shared.sync.parse import parse_push
from shared.sync.verify import (
    AcceptedPush,
    PushContext,
    check_push,
    make_receipt,
    require_certificate,
)
from shared.wire.pushes import Certificate, Push, Receipt, WireCommit, encode_commits
from tests.shared.sync.naive_table import naive_authors, naive_epochs, naive_graph, naive_tips

IDENTITY = b"i" * 32
SALT = b"s" * 32
VAULT = vault_id(IDENTITY, SALT)
DEVICES = (b"a" * 16, b"b" * 16)
ROSTER = b"r" * 32


class World:
    """A vault on a server and a push to it, both from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        # Just before a seq takes another length, so that the push crosses it.
        before = self.random.choice([0, 0, 2**7 - 3, 2**8 - 3, 2**16 - 3, 2**32 - 3])
        self.seqs: dict[bytes, int] = dict.fromkeys(DEVICES, before)
        self.first_seqs = dict(self.seqs)
        self.stored: dict[bytes, WireCommit] = {}
        self.commits: list[WireCommit] = []
        self.genesis = self.make(Kind.GENESIS, ())
        self.head: bytes | None = None

    def make(self, kind: Kind, parents: tuple[bytes, ...], **changes: object) -> WireCommit:
        device = b"" if kind == Kind.MERGE else self.random.choice(DEVICES)
        seq = 0
        if device:
            seq = self.seqs[device] = self.seqs.get(device, 0) + 1
        salt = SALT if kind == Kind.GENESIS else self.random.randbytes(32)
        header = Header(1, kind, VAULT, 1, tuple(sorted(parents)), device, seq, salt, bytes(32))
        encoded = encode_array(msgspec.structs.replace(header, **changes))
        return encoded, self.random.randbytes(8)

    def grow(self, base: bytes | None, count: int) -> list[WireCommit]:
        """A push of `count` commits on `base` with forks in it, ending in one tip."""
        commits = [self.genesis] if base is None else [self.make(Kind.COMMIT, (base,))]
        tips = [commit_id(*commits[0])]
        older = list(self.stored)
        for _ in range(count):
            tip = self.random.choice(tips)
            start = self.random.choice([tip, tip, *tips, *older[-2:]])
            commit = self.make(Kind.COMMIT, (start,))
            commits.append(commit)
            tips = [each for each in tips if each != start] + [commit_id(*commit)]
        while len(tips) > 1:
            merge = self.make(Kind.MERGE, (tips.pop(), tips.pop()))
            commits.append(merge)
            tips.append(commit_id(*merge))
        return commits

    def store(self, commits: list[WireCommit]) -> None:
        self.stored.update({commit_id(*wire): wire for wire in commits})
        self.head = commit_id(*commits[-1])

    def spoil(self, commits: list[WireCommit]) -> list[WireCommit]:
        """One or two things wrong, or nothing."""
        for _ in range(self.random.randrange(3)):
            index = self.random.randrange(len(commits))
            commits = list(commits)
            self.random.choice(SPOILERS)(self, commits, index)
        return commits


def _change(world: World, commits: list[WireCommit], index: int) -> None:
    header, _ = commits[index]
    commits[index] = header, world.random.randbytes(8)


def _drop(world: World, commits: list[WireCommit], index: int) -> None:
    if len(commits) > 1:
        del commits[index]


def _swap(world: World, commits: list[WireCommit], index: int) -> None:
    other = world.random.randrange(len(commits))
    commits[index], commits[other] = commits[other], commits[index]


def _repeat(world: World, commits: list[WireCommit], index: int) -> None:
    commits.insert(index, world.random.choice([*commits, *world.stored.values()]))


def _rewrite(world: World, commits: list[WireCommit], index: int) -> None:
    header, ciphertext = commits[index]
    changes: dict[str, object] = world.random.choice(
        [{"seq": 3}, {"vault": bytes(16)}, {"epoch": 2}, {"device": b"c" * 16}, {"kind": 2}, {"seq": 2**53}]
    )
    with suppress(msgspec.DecodeError):
        loose = msgspec.msgpack.decode(header, type=Header)
        commits[index] = encode_array(msgspec.structs.replace(loose, **changes)), ciphertext


def _garbage(world: World, commits: list[WireCommit], index: int) -> None:
    commits[index] = commits[index][0] + b"\0", b""


SPOILERS: list[Callable[[World, list[WireCommit], int], None]] = [
    _change,
    _drop,
    _swap,
    _repeat,
    _rewrite,
    _garbage,
]


def naive(commits: list[WireCommit], push: Push, context: PushContext) -> tuple[str, int | None] | None:
    """The table's rows from the base on, each read by itself. (code, index), None where all is well."""
    if push.base != context.head:
        return "HEAD_MOVED", None
    headers = []
    for index, (raw, _) in enumerate(commits):
        try:
            header = decode_header(raw)
        except AutusError:
            return "BAD_HEADER", index
        if header.vault != VAULT:
            return "BAD_HEADER", index
        headers.append(header)
    ids = [commit_id(*wire) for wire in commits]
    wrong = naive_epochs(ids, headers, push, context)
    if wrong is not None:
        return wrong
    if push.base is None and (headers[0].kind != Kind.GENESIS or headers[0].salt != SALT):
        return "BAD_VAULT", 0
    for index, header in enumerate(headers):
        if header.kind == Kind.GENESIS and not (index == 0 and push.base is None):
            return "BAD_VAULT", index
    return (
        naive_graph(ids, headers, context)
        or naive_authors(headers, context)
        or naive_tips(ids, headers, push)
    )


def context_of(world: World, **changes: object) -> PushContext:
    seqs = dict(world.first_seqs)
    for raw, _ in world.stored.values():
        header = decode_header(raw)
        if header.seq:
            seqs[header.device] = max(header.seq, seqs.get(header.device, 0))
    context = PushContext(
        identity=IDENTITY,
        device=DEVICES[0],
        devices=frozenset(DEVICES),
        roster_head=ROSTER,
        head=world.head,
        number=2,
        commits=len(world.stored),
        seqs=seqs,
        stored=frozenset(world.stored),
        room=10**9,
    )
    return msgspec.structs.replace(context, **changes)


def push_of(commits: list[WireCommit], base: bytes | None, head: bytes | None = None) -> Push:
    return Push(
        base=base,
        head=head or commit_id(*commits[-1]),
        commits=encode_commits(commits),
        certificate=Certificate(DEVICES[0], len(commits), ROSTER, bytes(64)),
    )


def verdict(push: Push, context: PushContext) -> tuple[str, object] | None:
    try:
        check_push(parse_push(push, VAULT), context)
    except AutusError as error:
        return error.code, error.fields.get("index")
    return None


@given(st.integers(0, 10**6))
@settings(max_examples=500)
def test_the_fast_pass_finds_what_the_table_says(seed: int) -> None:
    world = World(seed)
    for _ in range(world.random.randrange(3)):
        world.store(world.grow(world.head, world.random.randrange(4)))
    good = world.grow(world.head, world.random.randrange(6))
    context = context_of(world)
    assert verdict(push_of(good, world.head), context) is None
    bad = world.spoil(good)
    push = push_of(bad, world.head, commit_id(*world.random.choice([bad[-1], bad[-1], good[-1]])))
    epoch, head_epoch = (world.random.choice([1, 1, 2]) for _ in range(2))
    context = msgspec.structs.replace(context, epoch=epoch, head_epoch=head_epoch)
    expected = naive(bad, push, context)
    assert verdict(push, context) == expected
    asked_for = world.stored.keys() & set(parse_push(push, VAULT).in_question)
    assert verdict(push, msgspec.structs.replace(context, stored=asked_for)) == expected


@given(st.integers(0, 10**6))
def test_what_is_accepted_changes_what_it_says(seed: int) -> None:
    world = World(seed)
    commits = world.grow(None, 5)
    context = context_of(world)
    accepted = check_push(parse_push(push_of(commits, None), VAULT), context)
    assert isinstance(accepted, AcceptedPush)
    assert accepted.ids == [commit_id(*wire) for wire in commits]
    assert {**context.seqs, **accepted.seqs} == world.seqs
    assert (accepted.head, accepted.number, accepted.commits) == (accepted.ids[-1], 3, len(commits))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"device": b"z" * 16}, "NOT_SIGNED_IN"),
        ({"devices": frozenset()}, "DEVICE_REVOKED"),
        ({"roster_head": b"x" * 32}, "ROSTER_MOVED"),
        ({"room": 10}, "QUOTA_EXCEEDED"),
        ({"head": b"h" * 32}, "HEAD_MOVED"),
    ],
)
def test_what_comes_before_the_commits(changes: dict[str, object], code: str) -> None:
    world = World(1)
    context = context_of(world, **changes)
    assert verdict(push_of(world.grow(None, 2), None), context) == (code, None)


def test_rows_are_checked_in_their_order() -> None:
    world = World(2)
    bad = [(b"no header", b"")]
    push = push_of(bad, b"b" * 32, b"h" * 32)
    everything = context_of(
        world, head=b"x" * 32, room=0, roster_head=b"x" * 32, devices=frozenset(), device=b"z" * 16
    )
    codes = []
    for changes in (
        {},
        {"device": DEVICES[0]},
        {"devices": frozenset(DEVICES)},
        {"roster_head": ROSTER},
        {"room": 100},
        {"head": b"b" * 32},
    ):
        everything = msgspec.structs.replace(everything, **changes)
        found = verdict(push, everything)
        assert found
        codes.append(found[0])
    assert codes == [
        "NOT_SIGNED_IN",
        "DEVICE_REVOKED",
        "ROSTER_MOVED",
        "QUOTA_EXCEEDED",
        "HEAD_MOVED",
        "BAD_HEADER",
    ]


def test_a_push_to_a_vault_that_does_not_exist() -> None:
    world = World(3)
    assert verdict(push_of(world.grow(None, 1)[1:], b"b" * 32), context_of(world)) == ("NOT_FOUND", None)


def test_a_retry_gets_the_stored_receipt() -> None:
    world = World(4)
    commits = world.grow(None, 2)
    accepted = check_push(parse_push(push_of(commits, None), VAULT), context_of(world))
    assert isinstance(accepted, AcceptedPush)
    first = make_receipt(VAULT, accepted, None, b"g" * 16, "links", 7)
    # Also where everything that a new push is checked against has moved since, or is used up.
    moved = context_of(world, head=b"x" * 32, repeat=first, room=0, roster_head=b"x" * 32)
    assert check_push(parse_push(push_of(commits, None), VAULT), moved) is first
    second = make_receipt(VAULT, accepted, first, b"g" * 16, "replay", 8)
    assert second.previous == receipt_hash(VAULT, first)
    assert isinstance(second, Receipt)


def test_sizes() -> None:
    world = World(5)
    commits = world.grow(None, 3)
    many = push_of(commits * 300, None)
    assert verdict(many, context_of(world)) == ("TOO_LARGE", None)
    large = push_of([(commits[0][0], bytes(256 * 1024))], None)
    assert verdict(large, context_of(world)) == ("TOO_LARGE", 0)
    whole = push_of([(commits[0][0], bytes(255 * 1024))] * 34, None)
    assert verdict(whole, context_of(world)) == ("TOO_LARGE", None)


@pytest.mark.parametrize("commits", [b"\x90", b"\xc0", b"\x91\x91\xc4\x00", b"\x93"])
def test_what_are_no_commits(commits: bytes) -> None:
    push = msgspec.structs.replace(push_of(World(6).grow(None, 1), None), commits=msgspec.Raw(commits))
    with pytest.raises(AutusError, match="BAD_REQUEST"):
        parse_push(push, VAULT)


def test_a_certificate_counts_the_commits() -> None:
    world = World(7)
    push = push_of(world.grow(None, 2), None)
    wrong = msgspec.structs.replace(push.certificate, count=99)
    push = msgspec.structs.replace(push, certificate=wrong)
    assert verdict(push, context_of(world)) == ("BAD_CERTIFICATE", None)
    require_certificate([True])
    with pytest.raises(AutusError, match="BAD_CERTIFICATE"):
        require_certificate([False])


def test_no_header_that_decoding_refuses_comes_past_what_is_not_decoded() -> None:
    """Every byte of every header of a line changed, cut out and doubled; each as the naive table has it."""
    world = World(8)
    world.store([world.genesis])
    commits: list[WireCommit] = []
    for seq in range(126, 131):
        world.seqs = dict.fromkeys(DEVICES, seq)
        parent = commit_id(*commits[-1]) if commits else world.head
        assert parent
        commits.append(world.make(Kind.COMMIT, (parent,), device=DEVICES[0]))
    context = context_of(world, seqs={DEVICES[0]: 126})
    assert verdict(push_of(commits, world.head), context) is None
    for index in (1, 2, 3):
        header, ciphertext = commits[index]
        for place, value in enumerate(header):
            others = (value ^ 1, value ^ 0x80, value ^ 0xFF)
            for changed in (
                *(header[:place] + bytes([other]) + header[place + 1 :] for other in others),
                header[:place] + header[place + 1 :],
                header[:place] + header[place : place + 1] + header[place:],
            ):
                bad = [*commits[:index], (changed, ciphertext), *commits[index + 1 :]]
                push = push_of(bad, world.head)
                assert verdict(push, context) == naive(bad, push, context), (index, place)
                assert verdict(push, context) is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\x7f\xc4\x20", b"\xcc\x7f\xc4\x20"),
        (b"\x7f\xc4\x20", b"\xcd\x00\x7f\xc4\x20"),
        (b"\x7f\xc4\x20", b"\xd0\x7f\xc4\x20"),
        (b"\xc4\x20" + bytes(32), b"\xc5\x00\x20" + bytes(32)),
        (b"\xc4\x20" + bytes(32), b"\xd9\x20" + bytes(32)),
        (b"\x91\xc4\x20", b"\xdc\x00\x01\xc4\x20"),
    ],
)
def test_a_longer_form_of_the_same_value_is_no_header(old: bytes, new: bytes) -> None:
    world = World(9)
    world.store([world.genesis])
    assert world.head
    world.seqs = dict.fromkeys(DEVICES, 125)
    first = world.make(Kind.COMMIT, (world.head,), device=DEVICES[0])
    world.seqs = dict.fromkeys(DEVICES, 126)
    header, ciphertext = world.make(Kind.COMMIT, (commit_id(*first),), device=DEVICES[0])
    assert old in header
    push = push_of([first, (header.replace(old, new), ciphertext)], world.head)
    assert verdict(push, context_of(world, seqs={DEVICES[0]: 125})) == ("BAD_HEADER", 1)
