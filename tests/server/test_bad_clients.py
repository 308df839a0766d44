"""Clients that are not ours: other people's ids, stolen and forged sessions, foreign pages, guesses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import msgspec
import pytest

from server.sessions import passwords
from server.sessions.log_in import LogIns
from server.settings import Settings
from shared.chain.header import commit_id
from shared.wire.accounts import Confirmation, KeysetReplacement, LoginParametersRequest
from shared.wire.encoding import encode
from shared.wire.pushes import Push, WireCommit, encode_commits
from shared.wire.vaults import WitnessSwitch
from tests.server.conftest import LiveServer, serving
from tests.server.sessions import MSGPACK, Session, refused, register
from tests.shared.sync.people import DeviceKey, Goal, Person, keyset, rewritten

ORIGIN = "https://goals.example"


@pytest.fixture
def goal(person: Person, session: Session) -> Goal:
    goal = Goal(person)
    session.push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 2)])
    return goal


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 8)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


# --- other people's ids -------------------------------------------------------------------------------


def requests_for(person: Person, goal: Goal) -> list[tuple[str, str, bytes | None]]:
    """Every request that names a goal, as `person` would send it about `goal`."""
    base = list(goal.nodes)[2]
    push = goal.push(base, [goal.commit(base)])
    certificate = person.certify(goal.vault, base, push.head, 1)
    return [
        ("GET", "/pushes?after=0", None),
        ("POST", "/pushes", encode(msgspec.structs.replace(push, certificate=certificate))),
        ("PUT", "/witness", encode(WitnessSwitch(on=True))),
        ("GET", "/snapshot", None),
        ("DELETE", "", encode(Confirmation(person.auth_key))),
    ]


def calls_of(
    session: Session, server: LiveServer, request: tuple[str, str, bytes | None], vault: str
) -> list[str]:
    """The calls of the store that a request leads to."""
    asked: list[str] = []
    store = server.service(LogIns)._store
    kind = type(store)
    names = [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]
    originals = {name: getattr(kind, name) for name in names}
    for name, original in originals.items():

        def spying(*given: object, name: str = name, original: object = original, **more: object) -> object:
            asked.append(name)
            return original(*given, **more)  # type: ignore[operator]

        setattr(kind, name, spying)
    try:
        method, path, body = request
        answer = session.client.request(
            method, f"/api/v1/vaults/{vault}{path}", content=body, headers=MSGPACK
        )
        status, code = refused(answer)
        return [f"{status} {code} {answer.json()['detail']}", *asked]
    finally:
        for name, original in originals.items():
            setattr(kind, name, original)


def test_another_persons_goal_looks_like_none_in_text_and_in_work(settings: Settings) -> None:
    """The same answer after the same calls of the store, so no clock tells them apart."""
    with serving(settings) as server:
        owner = Person()
        goal = Goal(owner)
        register(server.url, owner).push(goal, None, [goal.genesis, *goal.chain(goal.genesis, 2)])
        stranger = register(server.url, Person())
        own = Goal(stranger.person)
        stranger.push(own, None, [own.genesis])
        for request in requests_for(stranger.person, goal):
            theirs = calls_of(stranger, server, request, goal.vault.hex())
            nobodys = calls_of(stranger, server, request, "0" * 32)
            assert theirs[0].startswith("404 NOT_FOUND"), request[:2]
            assert theirs == nobodys, request[:2]
            assert len(theirs) > 1


# --- the push table -----------------------------------------------------------------------------------


def test_the_first_failure_wins(url: str, person: Person, session: Session, goal: Goal) -> None:
    """Each push has the faults of a row and of every row after it, and gets the code of that row."""
    first, base = list(goal.nodes)[1:3]
    good, sibling = goal.commit(base), goal.commit(base)
    stored, genesis = goal.wires([first])[0], goal.wires([goal.genesis])[0]
    bad, fine = (b"\x90", b""), goal.wires([good])[0]
    orphan = rewritten(goal, good, parents=(b"p" * 32,))
    late = rewritten(goal, good, seq=99)
    stranger = DeviceKey()

    def push(base: bytes | None, wires: list[WireCommit], device: DeviceKey | None = None) -> Push:
        head = commit_id(*wires[-1]) if wires == [fine] else b"h" * 32
        certificate = person.certify(goal.vault, base, head, len(wires), device)
        certificate = msgspec.structs.replace(certificate, signature=bytes(64))
        return Push(base=base, head=head, commits=encode_commits(wires), certificate=certificate)

    faults = [
        ("NOT_SIGNED_IN", push(None, [bad] * 1_001, stranger)),
        ("TOO_LARGE", push(None, [bad] * 1_001)),
        ("HEAD_MOVED", push(goal.genesis, [bad, stored])),
        ("BAD_HEADER", push(base, [bad, genesis, stored])),
        ("BAD_VAULT", push(base, [genesis, stored])),
        ("DUPLICATE_COMMIT", push(base, [stored, orphan])),
        ("UNKNOWN_PARENT", push(base, [orphan, late])),
        ("SEQ_GAP", push(base, [late])),
        ("DANGLING_COMMIT", push(base, goal.wires([good, sibling]))),
        ("BAD_CERTIFICATE", push(base, [fine])),
    ]
    codes = [refused(session.send(goal.vault, each))[1] for _, each in faults]
    assert codes == [code for code, _ in faults]
    # Nothing of them was stored.
    assert session.pull(goal.vault).latest == session.pull(goal.vault).pushes[-1].receipt
    assert session.send(goal.vault, goal.push(base, [good])).status_code == 201


def test_a_push_that_is_repeated_at_once_is_stored_once(url: str, session: Session, goal: Goal) -> None:
    base = list(goal.nodes)[2]
    push = goal.push(base, goal.chain(base, 3))
    others = []
    for _ in range(6):
        other = Session(url, session.person, session.device)
        other.client.headers["authorization"] = session.client.headers["authorization"]
        others.append(other)
    with ThreadPoolExecutor(len(others)) as pool:
        answers = list(pool.map(lambda each: each.send(goal.vault, push), others))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert len(session.pull(goal.vault).pushes) == 2


# --- sessions -----------------------------------------------------------------------------------------


def test_a_stolen_session_ends_with_its_owner_s_word(url: str, person: Person, session: Session) -> None:
    """It reads; it cannot take the account over; a replay after its end gets nothing."""
    thief = Session(url, person, person.device)
    thief.client.headers["authorization"] = session.client.headers["authorization"]
    assert thief.client.get("/api/v1/keyset").status_code == 200
    wraps = keyset(2).wraps
    own = msgspec.structs.replace(wraps[0], account_key=b"t" * 60)
    stolen = KeysetReplacement(1, msgspec.structs.replace(keyset(2), wraps=(own,)))
    assert refused(thief.put("/api/v1/keyset", stolen)) == (422, "BAD_KEYSET")
    wrong = encode(Confirmation(b"w" * 32))
    for path in ("/api/v1/account", "/api/v1/sessions/others"):
        answer = thief.client.request("DELETE", path, content=wrong, headers=MSGPACK)
        assert refused(answer) == (401, "BAD_CREDENTIALS")
    assert session.client.delete("/api/v1/sessions").status_code == 204
    for path in ("/api/v1/keyset", "/api/v1/roster", "/api/v1/vaults", "/api/v1/events"):
        assert refused(thief.client.get(path)) == (401, "NOT_SIGNED_IN")


def test_nobody_chooses_the_token_of_a_session(url: str, person: Person) -> None:
    """A cookie or a token that a client brings along is neither taken over nor kept."""
    register(url, person)
    fixed = "A" * 43
    session = Session(url, person, person.device)
    session.client.cookies.set("autus", fixed)
    headers = {"authorization": f"Bearer {fixed}", "origin": url, **MSGPACK}
    tokens = set()
    for _ in range(2):
        body = encode(person.login(session="cookie"))
        answer = session.client.post("/api/v1/sessions", content=body, headers=headers)
        assert answer.status_code == 201
        tokens.add(answer.headers["set-cookie"].partition(";")[0].partition("=")[2])
    assert len(tokens) == 2
    assert fixed not in tokens
    with httpx.Client(base_url=url, cookies={"autus": fixed}) as client:
        assert refused(client.get("/api/v1/vaults")) == (401, "NOT_SIGNED_IN")


def test_a_session_of_one_account_reaches_nothing_of_another(url: str, session: Session, goal: Goal) -> None:
    """The session's account counts, whatever names and ids a request carries."""
    stranger = register(url, Person())
    statement = session.person.next_statement(DeviceKey())
    # It follows the head of its own roster only.
    assert refused(stranger.post("/api/v1/roster", statement)) == (409, "ROSTER_MOVED")
    assert stranger.get("/api/v1/vaults", dict)["vaults"] == []
    assert session.client.get("/api/v1/keyset").status_code == 200


# --- origins ------------------------------------------------------------------------------------------

SITES: tuple[str | None, ...] = (None, "same-origin", "same-site", "cross-site", "none", "x")
ORIGINS: tuple[str | None, ...] = (
    None,
    ORIGIN,
    "http://goals.example",
    f"{ORIGIN}:444",
    "https://evil.example",
    "null",
)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder: Path = tmp_path_factory.mktemp("secure")
    (folder / "dist").mkdir()
    settings = Settings(
        data=str(folder / "data"),
        client=str(folder / "dist"),
        origin=ORIGIN,
        registration="open",
        proxies="127.0.0.1",
    )
    with serving(settings) as live:
        yield live


def cookie_client(server: LiveServer) -> httpx.Client:
    session = Session(server.url, Person(), DeviceKey())
    session.client.headers["host"] = "goals.example"
    registration = session.person.registration(session="cookie")
    answer = session.client.post(
        "/api/v1/accounts", content=encode(registration), headers=MSGPACK | {"origin": ORIGIN}
    )
    assert answer.status_code == 201, answer.text
    token = answer.headers["set-cookie"].partition(";")[0]
    # httpx keeps a Secure cookie back from plain HTTP, which stands behind the proxy here.
    session.client.cookies.clear()
    session.client.headers["cookie"] = token
    return session.client


def test_every_change_with_a_cookie_names_this_origin(secure: LiveServer) -> None:
    """All combinations of Origin and Sec-Fetch-Site, on every route that changes something."""
    client = cookie_client(secure)
    changes = [
        ("DELETE", "/api/v1/sessions"),
        ("DELETE", "/api/v1/sessions/others"),
        ("DELETE", "/api/v1/account"),
        ("PUT", "/api/v1/keyset"),
        ("PUT", "/api/v1/account"),
        ("POST", "/api/v1/roster"),
        ("POST", f"/api/v1/vaults/{'0' * 32}/pushes"),
        ("PUT", f"/api/v1/vaults/{'0' * 32}/witness"),
        ("PUT", f"/api/v1/vaults/{'0' * 32}/snapshot"),
        ("DELETE", f"/api/v1/vaults/{'0' * 32}"),
    ]
    for site, origin in itertools.product(SITES, ORIGINS):
        given = {"sec-fetch-site": site, "origin": origin}
        headers = {name: value for name, value in given.items() if value is not None}
        own = site in {None, "same-origin"} and origin in {None, ORIGIN} and bool(headers)
        # The whole matrix on one route. On the others what a foreign page would send.
        for method, path in (
            changes[1:2] if own or (site, origin) != ("cross-site", "https://evil.example") else changes
        ):
            answer = client.request(method, path, content=b"\xc0", headers={**headers, **MSGPACK})
            expected = (400, "BAD_REQUEST") if own else (403, "CROSS_SITE")
            assert refused(answer) == expected, (method, path, headers)
    assert client.get("/api/v1/vaults").status_code == 200


def test_a_page_of_another_site_gets_no_permission_to_send_or_read(secure: LiveServer) -> None:
    client = cookie_client(secure)
    foreign = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    preflight = client.options("/api/v1/roster", headers=foreign)
    answers = [preflight, client.get("/api/v1/vaults", headers=foreign), client.get("/", headers=foreign)]
    for answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    for form in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        headers = {"content-type": form, "origin": ORIGIN}
        assert refused(client.post("/api/v1/roster", content=b"x", headers=headers)) == (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        )


# --- guesses ------------------------------------------------------------------------------------------


def test_log_ins_tell_nothing_about_who_exists(url: str, session: Session, person: Person) -> None:
    """A name of an account and one of nobody: the same status, code, text, headers and members."""
    visitor = Session(url, Person("nobody-here"), DeviceKey())

    def shown(path: str, message: object) -> tuple[int, list[str], object]:
        answer = visitor.post(path, message)
        body = (
            answer.json()
            if "json" in answer.headers["content-type"]
            else sorted(msgspec.msgpack.decode(answer.content))
        )
        return answer.status_code, sorted(set(answer.headers) - {"date"}), body

    wrong = {"auth_key": b"w" * 32}
    assert shown("/api/v1/sessions", person.login(**wrong)) == shown(
        "/api/v1/sessions", visitor.person.login(**wrong)
    )
    path = "/api/v1/login/parameters"
    asked = [shown(path, LoginParametersRequest(name)) for name in (person.name, "nobody-here")]
    assert asked[0] == asked[1]


@pytest.mark.usefixtures("cheap_hashes")
def test_forged_addresses_buy_no_guesses_behind_a_proxy(secure: LiveServer) -> None:
    """The proxy appends the address that it sees. What a client writes before it moves no count."""
    person = Person()
    owner = Session(secure.url, person, person.device)
    owner.client.headers.update({"host": "goals.example", "x-forwarded-for": "198.51.100.7"})
    owner.take(owner.post("/api/v1/accounts", person.registration()))
    guesser = Session(secure.url, person, DeviceKey())
    codes = []
    for at in range(12):
        forged = {
            "host": "goals.example",
            "x-forwarded-for": f"10.0.0.{at}, 192.0.2.{at}, 203.0.113.9",
            "forwarded": f"for=192.0.2.{at}",
            "x-real-ip": f"192.0.2.{at}",
            "cf-connecting-ip": f"192.0.2.{at}",
            "true-client-ip": f"192.0.2.{at}",
        }
        guess = encode(person.login(auth_key=bytes([at]) * 32))
        answer = guesser.client.post("/api/v1/sessions", content=guess, headers={**forged, **MSGPACK})
        codes.append(refused(answer)[1])
    assert codes == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"] * 2
    # The owner at another address is not locked out.
    assert owner.post("/api/v1/sessions", person.login()).status_code == 201


def test_one_header_more_than_once_is_one_list(secure: LiveServer) -> None:
    """Two X-Forwarded-For headers: the last address of the last one is the proxy's word."""
    guesser = Session(secure.url, Person("nobody-at-all"), DeviceKey())
    headers = [(b"host", b"goals.example"), (b"content-type", b"application/msgpack")]
    codes = []
    for at in range(11):
        forwarded = [(b"x-forwarded-for", f"192.0.2.{at}".encode()), (b"x-forwarded-for", b"203.0.113.77")]
        body = encode(guesser.person.login(auth_key=b"g" * 32))
        answer = guesser.client.post("/api/v1/sessions", content=body, headers=[*headers, *forwarded])
        codes.append(refused(answer)[1])
    assert codes == ["BAD_CREDENTIALS"] * 10 + ["TOO_MANY_ATTEMPTS"]
