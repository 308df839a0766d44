"""Every row of the table of a push, over HTTP."""

from __future__ import annotations

import sqlite3

import msgspec
import pytest

from server.settings import Settings
from server.store.sqlite.database import FILE_NAME
from shared.chain.header import Header, Kind, commit_id, encode_header
from shared.wire.pushes import Certificate, Push, Receipt, WireCommit, encode_commits
from tests.server.conftest import serving
from tests.server.sessions import Session, log_in, refused, register
from tests.server.store.sqlite.earlier import take_back_to
from tests.shared.sync.people import DeviceKey, Goal, Person, rewritten


@pytest.fixture
def goal(person: Person, session: Session) -> Goal:
    """A goal of which a genesis and three commits are stored."""
    goal = Goal(person)
    session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 3)])
    return goal


def head_of(goal: Goal) -> bytes:
    return list(goal.nodes)[3]


def altered(push: Push, **changes: object) -> Push:
    return msgspec.structs.replace(push, **changes)


def code(session: Session, goal: Goal, push: Push) -> tuple[int, str]:
    return refused(session.send(goal.vault, push))


def with_wires(goal: Goal, base: bytes | None, wires: list[WireCommit], head: bytes) -> Push:
    certificate = goal.person.certify(goal.vault, base, head, len(wires))
    return Push(base=base, head=head, commits=encode_commits(wires), certificate=certificate)


def test_another_persons_vault_looks_like_none(url: str, session: Session, goal: Goal) -> None:
    stranger = register(url, Person())
    path = f"/api/v1/vaults/{goal.vault.hex()}"
    unknown = f"/api/v1/vaults/{'0' * 32}"
    certificate = stranger.person.certify(goal.vault, head_of(goal), goal.genesis, 1)
    push = altered(goal.push(head_of(goal), [goal.commit(head_of(goal))]), certificate=certificate)
    for place in (path, unknown):
        assert refused(stranger.post(f"{place}/pushes", push)) == (404, "NOT_FOUND")
        assert refused(stranger.client.get(f"{place}/pushes")) == (404, "NOT_FOUND")
        assert refused(stranger.put(f"{place}/witness", {"on": True})) == (404, "NOT_FOUND")
    first = goal.push(None, [goal.genesis])
    first = altered(first, certificate=stranger.person.certify(goal.vault, None, goal.genesis, 1))
    assert refused(stranger.send(goal.vault, first)) == (422, "BAD_VAULT")


def test_a_certificate_of_another_device_than_the_session(url: str, session: Session, goal: Goal) -> None:
    other = DeviceKey()
    push = goal.push(head_of(goal), [goal.commit(head_of(goal))], other)
    assert code(session, goal, push) == (401, "NOT_SIGNED_IN")


def test_a_device_that_the_roster_does_not_carry(
    url: str, person: Person, session: Session, goal: Goal
) -> None:
    device = DeviceKey()
    newcomer = log_in(url, person, device)
    push = goal.push(head_of(goal), [goal.commit(head_of(goal))], device)
    assert code(newcomer, goal, push) == (403, "DEVICE_REVOKED")


def test_a_certificate_under_an_older_roster(person: Person, session: Session, goal: Goal) -> None:
    push = goal.push(head_of(goal), [goal.commit(head_of(goal))])
    assert session.post("/api/v1/roster", person.sign_device(DeviceKey())).status_code == 204
    assert code(session, goal, push) == (409, "ROSTER_MOVED")
    again = goal.push(push.base, [push.head])
    assert session.send(goal.vault, again).status_code == 201


def test_too_many_commits(session: Session, goal: Goal) -> None:
    ids = goal.chain(head_of(goal), 2)
    push = with_wires(goal, head_of(goal), goal.wires(ids) * 501, ids[-1])
    assert code(session, goal, push) == (413, "TOO_LARGE")


def test_a_commit_that_is_too_large(session: Session, goal: Goal) -> None:
    header = goal.wires([goal.genesis])[0][0]
    push = with_wires(goal, head_of(goal), [(header, bytes(256 * 1024))], b"h" * 32)
    answer = session.send(goal.vault, push)
    assert refused(answer) == (413, "TOO_LARGE")
    assert answer.json()["index"] == 0


def test_a_push_that_is_too_large(session: Session, goal: Goal) -> None:
    header = goal.wires([goal.genesis])[0][0]
    push = with_wires(goal, head_of(goal), [(header, bytes(250 * 1024))] * 40, b"h" * 32)
    assert code(session, goal, push) == (413, "TOO_LARGE")


def test_a_body_beyond_every_limit_is_refused_while_it_arrives(session: Session, goal: Goal) -> None:
    answer = session.client.post(
        f"/api/v1/vaults/{goal.vault.hex()}/pushes",
        # In chunks, so that nothing announces the length.
        content=(bytes(1 << 20) for _ in range(32)),
        headers={"content-type": "application/msgpack"},
    )
    assert refused(answer) == (413, "TOO_LARGE")


def test_the_quota(settings: Settings, person: Person) -> None:
    with serving(msgspec.structs.replace(settings, quota_bytes=2_000)) as server:
        session = register(server.url, person)
        goal = Goal(person)
        session.push(goal, None, [goal.genesis])
        push = goal.push(goal.genesis, goal.chain(goal.genesis, 5))
        assert code(session, goal, push) == (507, "QUOTA_EXCEEDED")


def test_no_room_is_nothing_and_not_less(settings: Settings, person: Person) -> None:
    with serving(msgspec.structs.replace(settings, quota_bytes=1)) as server:
        goal = Goal(person)
        answer = register(server.url, person).send(goal.vault, goal.push(None, [goal.genesis]))
        assert refused(answer) == (507, "QUOTA_EXCEEDED")
        assert answer.json()["room"] == 0


# A push, and a commit in the index.
ROWS_BYTES = 512 + 72


@pytest.mark.parametrize(("missing", "last"), [(0, 201), (1, 507)])
def test_many_small_pushes_take_what_their_rows_take(
    settings: Settings, person: Person, missing: int, last: int
) -> None:
    goal = Goal(person)
    pushes = [goal.push(None, [goal.genesis])]
    for tip in goal.chain(goal.genesis, 3):
        pushes.append(goal.push(pushes[-1].head, [tip]))
    taken = sum(len(bytes(push.commits)) + ROWS_BYTES for push in pushes)
    with serving(msgspec.structs.replace(settings, quota_bytes=taken - missing)) as server:
        session = register(server.url, person)
        answers = [session.send(goal.vault, push).status_code for push in pushes]
        assert answers == [201, 201, 201, last]


@pytest.mark.sqlite
def test_what_was_stored_before_rows_were_counted_is_counted_too(settings: Settings, person: Person) -> None:
    goal = Goal(person)
    ids = goal.chain(goal.genesis, 4)
    first, second = goal.push(None, [goal.genesis]), goal.push(goal.genesis, ids)
    bare = sum(len(bytes(push.commits)) for push in (first, second))
    with serving(settings) as server:
        session = register(server.url, person)
        assert [session.send(goal.vault, push).status_code for push in (first, second)] == [201, 201]
    take_back_to(settings.data_path, "SET size = size +")
    connection = sqlite3.connect(settings.data_path / FILE_NAME)
    assert connection.execute("SELECT size FROM vaults").fetchone() == (bare,)
    connection.close()
    with serving(settings):
        connection = sqlite3.connect(settings.data_path / FILE_NAME)
        assert connection.execute("SELECT size FROM vaults").fetchone() == (bare + 2 * 512 + 5 * 72,)
        connection.close()


def test_a_retry_gets_the_same_receipt(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    push = goal.push(head, goal.chain(head, 2))
    first = session.send(goal.vault, push)
    session.push(goal, push.head, goal.chain(push.head, 1))
    again = session.send(goal.vault, push)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    assert session.pull(goal.vault).latest == session.pull(goal.vault).pushes[-1].receipt
    assert len(session.pull(goal.vault).pushes) == 3


def test_the_same_head_on_another_base_is_no_retry(session: Session, goal: Goal) -> None:
    push = goal.push(None, [goal.genesis, *list(goal.nodes)[1:4]])
    assert session.send(goal.vault, push).status_code == 200
    fewer = goal.push(goal.genesis, list(goal.nodes)[1:4])
    assert code(session, goal, fewer) == (409, "HEAD_MOVED")


def test_a_base_that_is_not_the_head(session: Session, goal: Goal) -> None:
    answer = session.send(goal.vault, goal.push(goal.genesis, [goal.commit(goal.genesis)]))
    assert refused(answer) == (409, "HEAD_MOVED")
    assert (answer.json()["head"], answer.json()["number"]) == (head_of(goal).hex(), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"vault": b"x" * 16},
        {"epoch": 2},
        {"kind": Kind.MERGE},
        {"parents": ()},
        {"seq": 0},
        {"device": b""},
        {"version": 2},
    ],
)
def test_a_bad_header(session: Session, goal: Goal, changes: dict[str, object]) -> None:
    good, bad = goal.chain(head_of(goal), 2)
    wires = [*goal.wires([good]), rewritten(goal, bad, **changes)]
    answer = session.send(goal.vault, with_wires(goal, head_of(goal), wires, b"h" * 32))
    assert refused(answer) == (422, "BAD_HEADER")
    assert answer.json()["index"] == 1


def test_a_header_that_is_not_canonical(session: Session, goal: Goal) -> None:
    sealed = goal.nodes[goal.commit(head_of(goal))].sealed
    # The same array with its first number in a longer form.
    loose = sealed.header[:1] + b"\xcc\x01" + sealed.header[2:]
    push = with_wires(goal, head_of(goal), [(loose, sealed.ciphertext)], b"h" * 32)
    assert code(session, goal, push) == (422, "BAD_HEADER")


def test_a_genesis_that_does_not_make_the_vault_id(session: Session, person: Person) -> None:
    goal, other = Goal(person), Goal(person)
    wire = rewritten(other, other.genesis, vault=goal.vault)
    assert code(session, goal, with_wires(goal, None, [wire], b"h" * 32)) == (422, "BAD_VAULT")


def test_a_second_genesis_and_a_first_push_without_one(session: Session, goal: Goal, person: Person) -> None:
    commit = goal.commit(head_of(goal))
    wires = [rewritten(goal, goal.genesis, seq=5, salt=b"s" * 32), *goal.wires([commit])]
    answer = session.send(goal.vault, with_wires(goal, head_of(goal), wires, commit))
    assert refused(answer) == (422, "BAD_VAULT")
    assert answer.json()["index"] == 0
    fresh = Goal(person)
    push = fresh.push(None, [fresh.commit(fresh.genesis)])
    assert code(session, fresh, push) == (422, "BAD_VAULT")


def test_a_commit_that_is_stored_already(session: Session, goal: Goal) -> None:
    ids = list(goal.nodes)
    head = ids[3]
    new = goal.commit(head)
    answer = session.send(goal.vault, with_wires(goal, head, goal.wires([ids[2], new]), new))
    assert refused(answer) == (422, "DUPLICATE_COMMIT")
    assert (answer.json()["index"], answer.json()["commit"]) == (0, ids[2].hex())
    twice = with_wires(goal, head, goal.wires([new, new]), new)
    assert code(session, goal, twice) == (422, "DUPLICATE_COMMIT")


def test_a_stored_merge_again(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    left, right = goal.commit(head), goal.commit(head)
    merge = goal.folded_merge(left, right)
    session.push(goal, head, [left, right, merge])
    # Only the index of the store can tell: a merge has no seq that would give it away before.
    tip = goal.commit(merge)
    answer = session.send(goal.vault, with_wires(goal, merge, goal.wires([merge, tip]), tip))
    assert refused(answer) == (422, "DUPLICATE_COMMIT")


def test_a_parent_that_nobody_has(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    missing, new = goal.chain(head, 2)
    answer = session.send(goal.vault, with_wires(goal, head, goal.wires([new]), new))
    assert refused(answer) == (422, "UNKNOWN_PARENT")
    backwards = with_wires(goal, head, goal.wires([new, missing]), missing)
    assert code(session, goal, backwards) == (422, "UNKNOWN_PARENT")


def test_seqs_continue(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    goal.seqs[goal.person.device.id] += 1
    ahead = goal.push(head, [goal.commit(head)])
    assert code(session, goal, ahead) == (422, "SEQ_GAP")
    goal.seqs[goal.person.device.id] = 2
    behind = goal.push(head, [goal.commit(head)])
    answer = session.send(goal.vault, behind)
    assert refused(answer) == (422, "SEQ_REUSED")
    assert (answer.json()["seq"], answer.json()["expected"]) == (3, 5)


def test_an_author_that_the_roster_does_not_carry(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    push = goal.push(head, [goal.commit(head, DeviceKey())])
    assert code(session, goal, push) == (422, "UNKNOWN_DEVICE")


def test_loose_ends(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    left, right = goal.commit(head), goal.commit(head)
    answer = session.send(goal.vault, goal.push(head, [left, right]))
    assert refused(answer) == (422, "DANGLING_COMMIT")
    assert answer.json()["index"] == 0


def test_a_push_that_does_not_continue_its_base(session: Session, goal: Goal) -> None:
    aside = goal.commit(goal.genesis)
    assert code(session, goal, goal.push(head_of(goal), [aside])) == (422, "DANGLING_COMMIT")


def test_a_head_that_is_not_the_last_commit(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    ids = goal.chain(head, 2)
    push = with_wires(goal, head, goal.wires(ids), ids[0])
    assert code(session, goal, push) == (422, "DANGLING_COMMIT")
    changed = [(header, ciphertext[:-1] + b"!") for header, ciphertext in goal.wires(ids)[1:]]
    push = with_wires(goal, head, [*goal.wires(ids[:1]), *changed], ids[-1])
    assert code(session, goal, push) == (422, "DANGLING_COMMIT")


def test_a_wrong_certificate(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    push = goal.push(head, [goal.commit(head)])
    good = push.certificate
    for bad in (
        msgspec.structs.replace(good, count=2),
        msgspec.structs.replace(good, signature=bytes(64)),
        msgspec.structs.replace(good, signature=good.signature[:63] + bytes([good.signature[63] ^ 1])),
        goal.person.certify(goal.vault, None, push.head, 1),
    ):
        assert isinstance(bad, Certificate)
        assert code(session, goal, altered(push, certificate=bad)) == (422, "BAD_CERTIFICATE")
    assert session.send(goal.vault, push).status_code == 201


def test_a_fork_from_an_old_commit_that_ends_in_a_merge(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    branch = goal.chain(goal.genesis, 3)
    merge = goal.folded_merge(head, branch[-1])
    receipt = session.push(goal, head, [*branch, merge])
    assert (receipt.number, receipt.commits) == (2, 8)
    session.push(goal, merge, goal.chain(merge, 2))


def test_what_is_no_push(session: Session, goal: Goal) -> None:
    path = f"/api/v1/vaults/{goal.vault.hex()}/pushes"
    head = head_of(goal)
    push = goal.push(head, [goal.commit(head)])
    assert refused(session.post(path, {"base": None})) == (400, "BAD_REQUEST")
    assert refused(session.post(path, altered(push, commits=msgspec.Raw(b"\x90")))) == (400, "BAD_REQUEST")
    assert refused(session.post(path, altered(push, commits=msgspec.Raw(b"\x01")))) == (400, "BAD_REQUEST")
    assert refused(session.client.post(path, content=b"{}")) == (415, "UNSUPPORTED_MEDIA_TYPE")
    for wrong in ("x" * 32, "ab", goal.vault.hex().upper()):
        assert refused(session.post(f"/api/v1/vaults/{wrong}/pushes", push)) == (404, "NOT_FOUND")


def test_two_devices_on_one_head(url: str, person: Person, session: Session, goal: Goal) -> None:
    device = DeviceKey()
    assert session.post("/api/v1/roster", person.sign_device(device)).status_code == 204
    other = log_in(url, person, device)
    head = head_of(goal)
    mine, theirs = goal.commit(head), goal.commit(head, device)
    session.push(goal, head, [mine])
    assert code(other, goal, goal.push(head, [theirs], device)) == (409, "HEAD_MOVED")
    receipt = other.push(goal, mine, [theirs, goal.folded_merge(mine, theirs)])
    assert isinstance(receipt, Receipt)
    assert receipt.commits == 7


def test_encoded_headers_of_the_tests_are_what_the_codec_writes(goal: Goal) -> None:
    sealed = goal.nodes[goal.genesis].sealed
    assert encode_header(msgspec.msgpack.decode(sealed.header, type=Header)) == sealed.header


def test_a_stored_commit_that_only_the_index_of_the_store_can_tell(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    left, right = goal.commit(head), goal.commit(head)
    merge = goal.folded_merge(left, right)
    tip = goal.commit(merge)
    session.push(goal, head, [left, right, merge, tip])
    # The merge again, and a merge of it with the head: every other row of the table is content.
    wire = rewritten(goal, merge, parents=tuple(sorted((merge, tip))))
    last = commit_id(*wire)
    answer = session.send(goal.vault, with_wires(goal, tip, [*goal.wires([merge]), wire], last))
    assert refused(answer) == (422, "DUPLICATE_COMMIT")
    assert (answer.json()["index"], answer.json()["commit"]) == (0, merge.hex())
    assert session.push(goal, tip, [goal.commit(tip)]).number == 3


def test_a_stored_merge_under_a_wrong_signature(session: Session, goal: Goal) -> None:
    head = head_of(goal)
    left, right = goal.commit(head), goal.commit(head)
    merge = goal.folded_merge(left, right)
    tip = goal.commit(merge)
    session.push(goal, head, [left, right, merge, tip])
    wire = rewritten(goal, merge, parents=tuple(sorted((merge, tip))))
    push = with_wires(goal, tip, [*goal.wires([merge]), wire], commit_id(*wire))
    forged = msgspec.structs.replace(push.certificate, signature=bytes(64))
    answer = session.send(goal.vault, msgspec.structs.replace(push, certificate=forged))
    assert refused(answer) == (422, "DUPLICATE_COMMIT")
