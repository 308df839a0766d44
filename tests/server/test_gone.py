"""What a request uses goes while it is answered: its account, its vault, its session."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest

from server.accounts.service import Accounts
from server.sessions.service import Sessions
from server.settings import Settings
from server.store.port import Store
from server.store.rows import SessionRow, VaultRow
from server.vaults.service import Vaults
from server.web.requests import AnyRequest
from shared.wire.accounts import Confirmation, Keyset, KeysetReplacement, SignedStatement
from shared.wire.encoding import encode
from shared.wire.vaults import VaultList, WitnessSwitch
from tests.server.conftest import LiveServer, serving
from tests.server.lines import answered, begin, connect
from tests.server.sessions import MSGPACK, Session, log_in, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset
from tests.shared.sync.ways import first_ways

Rival = Callable[[SessionRow], Awaitable[object]]


@pytest.fixture
def server(settings: Settings) -> Iterator[LiveServer]:
    with serving(settings) as live:
        yield live


@pytest.fixture
def goal(server: LiveServer) -> Goal:
    person = Person()
    goal = Goal(person)
    register(server.url, person).push(goal, None, [goal.genesis])
    return goal


def requests_of(goal: Goal) -> dict[str, tuple[str, str, object]]:
    """Every request that needs a session: (method, path, message)."""
    vault = f"/api/v1/vaults/{goal.vault.hex()}"
    password = Confirmation(goal.person.auth_key)
    return {
        "keyset": ("GET", "/api/v1/keyset", None),
        "replace keyset": ("PUT", "/api/v1/keyset", KeysetReplacement(1, keyset(2))),
        "roster": ("GET", "/api/v1/roster", None),
        "statement": ("POST", "/api/v1/roster", goal.person.next_statement(DeviceKey())),
        "account": ("GET", "/api/v1/account", None),
        "change ways": ("PUT", "/api/v1/account", first_ways(goal.person)),
        "vaults": ("GET", "/api/v1/vaults", None),
        "push": ("POST", f"{vault}/pushes", goal.push(goal.genesis, [goal.commit(goal.genesis)])),
        "pull": ("GET", f"{vault}/pushes", None),
        "witness": ("PUT", f"{vault}/witness", WitnessSwitch(on=True)),
        "delete vault": ("DELETE", vault, password),
        "delete account": ("DELETE", "/api/v1/account", password),
        "end other sessions": ("DELETE", "/api/v1/sessions/others", password),
    }


REQUESTS = list(requests_of(Goal(Person())))
WITH_BODY = [name for name, (method, _, _) in requests_of(Goal(Person())).items() if method != "GET"]


def ask(session: Session, method: str, path: str, message: object) -> httpx.Response:
    body = None if message is None else encode(message)
    return session.client.request(method, path, content=body, headers=MSGPACK)


def after_the_session(monkeypatch: pytest.MonkeyPatch, rival: Rival) -> None:
    """Lets `rival` go once, after a request has looked its session up."""
    require, rivals = Sessions.require_session, [rival]

    async def and_then(self: Sessions, request: AnyRequest) -> SessionRow:
        row = await require(self, request)
        if rivals:
            await rivals.pop()(row)
        return row

    monkeypatch.setattr(Sessions, "require_session", and_then)


@pytest.mark.parametrize("name", REQUESTS)
def test_an_account_that_is_deleted_meanwhile(
    server: LiveServer, goal: Goal, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = log_in(server.url, goal.person)
    after_the_session(monkeypatch, server.service(Accounts).delete_account)
    answer = ask(session, *requests_of(goal)[name])
    assert refused(answer) in {(401, "NOT_SIGNED_IN"), (404, "NOT_FOUND")}


@pytest.mark.parametrize("name", ["push", "pull", "witness", "delete vault"])
def test_a_vault_that_is_deleted_meanwhile(
    server: LiveServer, goal: Goal, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = log_in(server.url, goal.person)
    after_the_session(monkeypatch, lambda row: server.service(Vaults).delete_vault(row, goal.vault))
    answer = ask(session, *requests_of(goal)[name])
    if name == "delete vault":
        assert answer.status_code == 204
    else:
        assert refused(answer) == (410, "VAULT_DELETED")


def test_a_vault_that_is_deleted_before_its_page_is_read(
    server: LiveServer, goal: Goal, monkeypatch: pytest.MonkeyPatch, store_class: type[Store]
) -> None:
    session, find = log_in(server.url, goal.person), store_class.vault_by_id

    async def and_delete(store: Store, identity: bytes, vault: bytes) -> VaultRow | None:
        row = await find(store, identity, vault)  # type: ignore[arg-type]
        await store.delete_vault(identity, vault, 1, 1)
        return row

    monkeypatch.setattr(store_class, "vault_by_id", and_delete)
    assert refused(ask(session, *requests_of(goal)["pull"])) == (410, "VAULT_DELETED")


def test_a_vault_that_is_deleted_while_vaults_are_listed(
    server: LiveServer, goal: Goal, monkeypatch: pytest.MonkeyPatch, store_class: type[Store]
) -> None:
    session, read = log_in(server.url, goal.person), store_class.list_vaults

    async def and_delete(store: Store, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        rows = await read(store, identity)  # type: ignore[arg-type]
        await store.delete_vault(identity, goal.vault, 1, 1)
        return rows

    monkeypatch.setattr(store_class, "list_vaults", and_delete)
    listed = session.get("/api/v1/vaults", VaultList)
    assert (listed.vaults, listed.deleted) == ((), (goal.vault,))


def test_an_account_that_is_deleted_as_its_roster_is_read_at_a_log_in(
    server: LiveServer, goal: Goal, monkeypatch: pytest.MonkeyPatch, store_class: type[Store]
) -> None:
    read = store_class.account_state

    async def delete_first(store: Store, identity: bytes) -> object:
        await store.delete_account(identity)
        return await read(store, identity)  # type: ignore[arg-type]

    monkeypatch.setattr(store_class, "account_state", delete_first)
    visitor = Session(server.url, goal.person, goal.person.device)
    answer = visitor.post("/api/v1/sessions", goal.person.login())
    assert refused(answer) == (401, "BAD_CREDENTIALS")


@pytest.mark.parametrize("pushed_out", [False, True], ids=["log-out", "newer sessions"])
@pytest.mark.parametrize("name", WITH_BODY)
def test_a_body_that_arrives_after_the_end_of_its_session_changes_nothing(
    server: LiveServer,
    goal: Goal,
    sockets: list[socket.socket],
    name: str,
    pushed_out: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = log_in(server.url, goal.person)
    method, path, message = requests_of(goal)[name]
    body = encode(message)
    line = connect(server.url, sockets)
    token = session.client.headers["authorization"]
    begin(line, path, len(body), method, body[:-1], authorization=token)
    # The line is quiet until the server has looked the session up and waits for the rest.
    while not server.bounds.users:
        pass
    if pushed_out:
        monkeypatch.setattr("server.sessions.service.SESSIONS_MAX", 1)
    else:
        assert session.client.delete("/api/v1/sessions").status_code == 204
    witness = log_in(server.url, goal.person)
    line.sendall(body[-1:])
    status, problem = answered(line)
    assert (status, problem["code"]) == (401, "NOT_SIGNED_IN")
    (summary,) = witness.get("/api/v1/vaults", VaultList).vaults
    assert (summary.number, summary.witnessed) == (1, False)
    assert witness.get("/api/v1/keyset", Keyset) == keyset()
    assert len(witness.get("/api/v1/roster", list[SignedStatement])) == 1


def test_a_stream_that_begins_as_its_session_ends(
    server: LiveServer, goal: Goal, monkeypatch: pytest.MonkeyPatch, store_class: type[Store]
) -> None:
    session, read = log_in(server.url, goal.person), store_class.session_by_token

    async def and_log_out(store: Store, owner: bytes, token_hash: bytes) -> SessionRow | None:
        row = await read(store, owner, token_hash)  # type: ignore[arg-type]
        monkeypatch.undo()
        if row is not None:
            await server.service(Sessions).end_session(row)
        return row

    monkeypatch.setattr(store_class, "session_by_token", and_log_out)
    assert refused(session.client.get("/api/v1/events")) == (401, "NOT_SIGNED_IN")
