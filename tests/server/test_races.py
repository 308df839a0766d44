"""What moves between the check of a request and its transaction."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

import msgspec
import pytest

from server.accounts import service as account_service
from server.accounts.service import Accounts
from server.app import create_app
from server.ops.health import Readiness
from server.settings import Settings
from server.store.rows import SessionRow
from server.store.sizes import overhead_bytes
from server.vaults import pushes
from server.vaults.pulls import Pulls
from server.vaults.pushes import Pushes
from server.vaults.service import Vaults
from shared.chain.header import commit_id
from shared.sync.parse import ParsedPush
from shared.vault.envelope import SealedCommit
from shared.wire.accounts import KeysetReplacement, SignedStatement
from shared.wire.pushes import PullPage
from tests.server.conftest import LiveServer, serving
from tests.server.sessions import Session, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Node, Person, keyset, rewritten

Rival = Callable[[SessionRow], Awaitable[object]]


@pytest.fixture
def server(settings: Settings) -> Iterator[LiveServer]:
    with serving(settings) as live:
        yield live


@pytest.fixture
def session(server: LiveServer) -> Session:
    return register(server.url, Person())


def interrupt(monkeypatch: pytest.MonkeyPatch, rival: Rival, *, before: bool = False) -> None:
    """Lets `rival` go between the first reading of a push's facts and its transaction, or before it."""
    read_facts, rivals = Pushes._read_facts, [rival]

    async def with_a_rival(self: Pushes, row: SessionRow, parsed: ParsedPush) -> object:
        if rivals and before:
            await rivals.pop()(row)
        found = await read_facts(self, row, parsed)
        if rivals:
            await rivals.pop()(row)
        return found

    monkeypatch.setattr(Pushes, "_read_facts", with_a_rival)


def two_on_one(goal: Goal, parent: bytes) -> tuple[bytes, bytes]:
    """Two commits on `parent` with the same seq, as two devices that share one key would make them."""
    mine, other = goal.commit(parent), goal.commit(parent, t_ms=9)
    seq = goal.seqs[goal.person.device.id] = goal.seqs[goal.person.device.id] - 1
    header, ciphertext = rewritten(goal, other, seq=seq)
    sealed = SealedCommit(commit_id(header, ciphertext), header, ciphertext)
    goal.nodes[sealed.id] = Node(sealed, goal.nodes[other].body, goal.nodes[other].state)
    return mine, sealed.id


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ("vault", (409, "HEAD_MOVED")),
        ("roster", (409, "ROSTER_MOVED")),
        ("witness", (428, "DISCLOSURE_REQUIRED")),
    ],
)
def test_a_push_is_checked_again(
    server: LiveServer,
    session: Session,
    moved: str,
    expected: tuple[int, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    mine, other = two_on_one(goal, goal.genesis)
    rival_push = goal.push(goal.genesis, [other])
    statement = session.person.next_statement(DeviceKey())

    async def rival(row: SessionRow) -> None:
        if moved == "vault":
            await server.service(Pushes).accept_push(row, goal.vault, rival_push, "127.0.0.1")
        elif moved == "roster":
            await server.service(Accounts).append_statement(row, statement)
        else:
            await server.service(Vaults).switch_witness(row, goal.vault, True)

    interrupt(monkeypatch, rival)
    assert refused(session.send(goal.vault, goal.push(goal.genesis, [mine]))) == expected


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("what", "expected"), [("vault", (410, "VAULT_DELETED")), ("account", (401, "NOT_SIGNED_IN"))]
)
def test_a_push_brings_back_nothing_that_is_deleted_meanwhile(
    server: LiveServer,
    session: Session,
    what: str,
    expected: tuple[int, str],
    before: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    push = goal.push(goal.genesis, [goal.commit(goal.genesis)])

    async def rival(row: SessionRow) -> None:
        if what == "vault":
            await server.service(Vaults).delete_vault(row, goal.vault)
        else:
            await server.service(Accounts).delete_account(row)

    interrupt(monkeypatch, rival, before=before)
    answer = session.send(goal.vault, push)
    assert refused(answer) == expected
    first = session.send(goal.vault, goal.push(None, [goal.genesis]))
    assert refused(first) == expected


def test_a_page_ends_early_where_its_vault_is_deleted_and_the_next_answer_says_why(
    server: LiveServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    row = SessionRow(b"", session.person.identity, session.device.id, 0, b"", None)
    page_of = Pulls._page

    def with_a_rival(*arguments: object) -> AsyncGenerator[bytes]:
        async def parts() -> AsyncGenerator[bytes]:
            await server.service(Vaults).delete_vault(row, goal.vault)
            async for part in page_of(*arguments):  # type: ignore[arg-type]
                yield part

        return parts()

    monkeypatch.setattr(Pulls, "_page", with_a_rival)
    path = f"/api/v1/vaults/{goal.vault.hex()}/pushes"
    cut = session.client.get(path)
    assert cut.status_code == 200
    with pytest.raises(msgspec.DecodeError):
        msgspec.msgpack.decode(cut.content, type=PullPage)
    assert refused(session.client.get(path)) == (410, "VAULT_DELETED")


def test_two_first_pushes_at_once(
    server: LiveServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = Goal(session.person)
    push = goal.push(None, [goal.genesis])
    longer = goal.push(None, [goal.genesis, goal.commit(goal.genesis)])

    async def rival(row: SessionRow) -> None:
        await server.service(Pushes).accept_push(row, goal.vault, push, "127.0.0.1")

    interrupt(monkeypatch, rival)
    assert refused(session.send(goal.vault, longer)) == (409, "HEAD_MOVED")
    assert session.send(goal.vault, push).status_code == 200


@pytest.mark.parametrize("limit", ["quota", "vaults"])
def test_the_room_is_asked_for_again_when_it_is_taken(
    server: LiveServer, session: Session, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, other = Goal(session.person), Goal(session.person)
    push, rival_push = goal.push(None, [goal.genesis]), other.push(None, [other.genesis])
    if limit == "vaults":
        monkeypatch.setattr(pushes, "VAULTS_MAX", 1)
    else:
        room = len(bytes(push.commits)) + overhead_bytes(1) + 10
        monkeypatch.setattr(server.service(Pushes), "_quota_bytes", room)

    async def rival(row: SessionRow) -> None:
        await server.service(Pushes).accept_push(row, other.vault, rival_push, "127.0.0.1")

    interrupt(monkeypatch, rival)
    assert refused(session.send(goal.vault, push)) == (507, "QUOTA_EXCEEDED")


def test_a_further_push_asks_for_room_again(
    server: LiveServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, other = Goal(session.person), Goal(session.person)
    session.push(goal, None, [goal.genesis])
    push = goal.push(goal.genesis, [goal.commit(goal.genesis)])
    rival_push = other.push(None, [other.genesis])
    taken = sum(
        len(bytes(each.commits)) + overhead_bytes(1) for each in (goal.push(None, [goal.genesis]), push)
    )
    monkeypatch.setattr(server.service(Pushes), "_quota_bytes", taken + 10)

    async def rival(row: SessionRow) -> None:
        await server.service(Pushes).accept_push(row, other.vault, rival_push, "127.0.0.1")

    interrupt(monkeypatch, rival)
    assert refused(session.send(goal.vault, push)) == (507, "QUOTA_EXCEEDED")


def test_a_push_that_always_comes_too_late_ends(
    server: LiveServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    push = goal.push(goal.genesis, [goal.commit(goal.genesis)])

    async def always_moved(*_: object) -> bool:
        return False

    with monkeypatch.context() as patched:
        patched.setattr(server.service(Readiness)._store, "swap_in_push", always_moved)
        assert refused(session.send(goal.vault, push)) == (409, "HEAD_MOVED")
    assert session.send(goal.vault, push).status_code == 201


def test_two_registrations_of_one_name_at_once(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person()
    visitor = Session(server.url, person, person.device)
    asked = list[str]()

    async def blind(name: str, skeleton: str, identity: bytes) -> None:
        asked.append(name)

    assert visitor.post("/api/v1/accounts", person.registration()).status_code == 201
    monkeypatch.setattr(server.service(Readiness)._store, "find_taken", blind)
    assert refused(visitor.post("/api/v1/accounts", person.registration())) == (409, "NAME_TAKEN")
    assert asked


def test_a_log_in_to_an_account_that_is_deleted_meanwhile(
    server: LiveServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = server.service(Accounts)
    verify = accounts._passwords.verify

    async def and_delete(stored: str | None, auth_key: bytes, network: str) -> bool:
        right = await verify(stored, auth_key, network)
        await accounts._store.delete_account(session.person.identity)
        return right

    monkeypatch.setattr(accounts._passwords, "verify", and_delete)
    assert refused(session.post("/api/v1/sessions", session.person.login())) == (401, "BAD_CREDENTIALS")


def test_two_statements_at_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = session.person.next_statement(DeviceKey()), session.person.next_statement(DeviceKey())
    verify, calls = account_service.extend_roster, list[int]()

    async def with_a_rival(*arguments: object) -> object:
        extended = await verify(*arguments)
        calls.append(1)
        if len(calls) == 1:
            accounts, row = held[0]
            await append(accounts, row, other)
        return extended

    held: list[tuple[Accounts, SessionRow]] = []
    append = Accounts.append_statement

    async def remember(accounts: Accounts, row: SessionRow, statement: SignedStatement) -> None:
        held.append((accounts, row))
        await append(accounts, row, statement)

    monkeypatch.setattr(account_service, "extend_roster", with_a_rival)
    monkeypatch.setattr(Accounts, "append_statement", remember)
    assert refused(session.post("/api/v1/roster", one)) == (409, "ROSTER_MOVED")


def test_many_replacements_of_a_keyset_and_one_that_counts(session: Session) -> None:
    replacements = [
        KeysetReplacement(expected_version=1, keyset=keyset(2, bytes([index]))) for index in range(5)
    ]
    answers = [session.put("/api/v1/keyset", replacement).status_code for replacement in replacements]
    assert answers == [204, 409, 409, 409, 409]


def test_an_application_that_is_not_started_has_no_services(settings: Settings) -> None:
    with pytest.raises(AttributeError):
        _ = create_app(settings).state.services
