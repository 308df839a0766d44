"""Ids, numbers and media types in the one form that they have."""

from __future__ import annotations

import pytest

from shared.wire.accounts import Confirmation
from shared.wire.encoding import encode
from shared.wire.vaults import WitnessSwitch
from tests.server.sessions import MSGPACK, Session, refused
from tests.shared.sync.people import Goal


@pytest.fixture
def goal(session: Session) -> Goal:
    goal = Goal(session.person)
    session.push(goal, None, [goal.genesis])
    return goal


def other_forms(vault: str) -> list[str]:
    """Texts that `bytes.fromhex` and careless comparisons take for the id."""
    spaced = f"{vault[:2]}%20%20{vault[2:-2]}"
    digits = vault.replace("1", "%D9%A1")
    return [
        spaced,
        f"%20{vault}",
        f"{vault}%20",
        f"{vault[:-2]}%20%20",
        f"%09{vault[:-1]}",
        f"{vault}%0A",
        f"{vault[:-1]}%0A",
        vault.upper() if vault.upper() != vault else f"{vault}0",
        f"0x{vault[:-2]}",
        f"{vault}00",
        vault[:-1],
        digits if digits != vault else f"{vault}1",
    ]


def test_a_vault_is_found_under_its_id_only(session: Session, goal: Goal) -> None:
    push = encode(goal.push(goal.genesis, [goal.commit(goal.genesis)]))
    switch, password = encode(WitnessSwitch(on=True)), encode(Confirmation(session.person.auth_key))
    for form in other_forms(goal.vault.hex()):
        path = f"/api/v1/vaults/{form}"
        for method, each, body in (
            ("GET", f"{path}/pushes", None),
            ("POST", f"{path}/pushes", push),
            ("PUT", f"{path}/witness", switch),
            ("DELETE", path, password),
        ):
            answer = session.client.request(method, each, content=body, headers=MSGPACK)
            assert refused(answer) == (404, "NOT_FOUND"), (method, each)
    assert session.pull(goal.vault).latest.number == 1


@pytest.mark.parametrize(
    "after", ["-1", "+1", "01", "1.0", "1e0", "%201", "1%20", "1_0", "%D9%A1", "", "9" * 17]
)
def test_a_number_has_one_form(session: Session, goal: Goal, after: str) -> None:
    for path in (f"/api/v1/vaults/{goal.vault.hex()}/pushes", "/api/v1/roster"):
        assert refused(session.client.get(f"{path}?after={after}")) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/msgpack", 204),
        ("Application/MSGPACK", 204),
        ("APPLICATION/MSGPACK ; q=1", 204),
        ("application/msgpack;charset=utf-8", 204),
        ("application/msgpackx", 415),
        ("application/x-msgpack", 415),
        ("text/plain; application/msgpack", 415),
        ("", 415),
    ],
)
def test_media_types_have_no_case(session: Session, goal: Goal, media_type: str, status: int) -> None:
    path, body = f"/api/v1/vaults/{goal.vault.hex()}/witness", encode(WitnessSwitch(on=False))
    answer = session.client.put(path, content=body, headers={"content-type": media_type})
    assert answer.status_code == status


@pytest.mark.parametrize("token", ["{0}{0}", "x{0}", "{1}!{2}", "{1} {2}", "{1}\u00e9{2}"])
def test_a_token_has_one_form(session: Session, token: str) -> None:
    own = session.client.headers["authorization"].removeprefix("Bearer ")
    other = "Bearer " + token.format(own, own[:10], own[10:])
    answer = session.client.get("/api/v1/vaults", headers={"authorization": other.encode("latin-1")})
    assert refused(answer) == (401, "NOT_SIGNED_IN")
