"""Passkeys on the server: log-in, confirmation, and every answer that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from shared.device.account.ways_change import NewPasskey, WaySecret
from shared.vault.passkeys import PasskeyLabel
from shared.wire.accounts import (
    Confirmation,
    PasskeyAssertion,
    PasskeyChallenge,
    PasskeyLogin,
    SessionAnswer,
)
from shared.wire.encoding import encode
from tests.authenticator import PRESENT, VERIFIED, Authenticator, Credential
from tests.server.sessions import MSGPACK, Session, refused, register
from tests.shared.sync.ways import WaysPerson

ACCOUNT = "/api/v1/account"
LOG_IN = "/api/v1/sessions/passkey"
REFUSED = (401, "BAD_CREDENTIALS")
EXPIRED = (422, "CHALLENGE_EXPIRED")


def new_passkey(credential: Credential, name: str = "Phone") -> WaySecret:
    label = PasskeyLabel(name, "mina")
    new = NewPasskey(credential.id, credential.public_key, credential.user, label)
    return WaySecret("passkey", b"p" * 32, None, b"", new)


class Owner(NamedTuple):
    """A person with a session and a passkey."""

    session: Session
    person: WaysPerson
    authenticator: Authenticator
    passkey: Credential

    def challenge(self, path: str = "/api/v1/login/challenge") -> bytes:
        answer = self.session.client.post(path)
        assert answer.status_code == 200, answer.text
        return msgspec.msgpack.decode(answer.content, type=PasskeyChallenge).challenge

    def answer(self, **changes: Any) -> PasskeyAssertion:
        return self.authenticator.answer(self.passkey, self.challenge(), **changes)

    def log_in(self, assertion: PasskeyAssertion, **changes: Any) -> httpx.Response:
        login = PasskeyLogin(assertion, self.person.device.id, "token", None)
        return self.session.post(LOG_IN, replace(login, **changes))

    def add(self, *credentials: Credential, prove: bool = True, **changes: Any) -> httpx.Response:
        change = self.person.change([new_passkey(each) for each in credentials])
        proof = None
        if prove:
            challenge = self.challenge("/api/v1/account/challenge")
            proof = self.authenticator.answer(credentials[0], challenge)
        request = replace(self.person.request(change), proof=proof)
        answer = self.session.put(ACCOUNT, replace(request, **changes))
        if answer.status_code == 204:
            self.person.accept_change(change)
        return answer


def owner_at(url: str, kind: str = "ES256", *, counts: bool = True) -> Owner:
    person = WaysPerson()
    authenticator = Authenticator(url, counts)
    passkey = authenticator.make(person.identity, kind)
    owner = Owner(register(url, person), person, authenticator, passkey)
    assert owner.add(passkey).status_code == 204
    return owner


@pytest.fixture
def owner(url: str) -> Owner:
    return owner_at(url)


@pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
def test_a_passkey_logs_in_without_a_name_or_with_it(url: str, kind: str) -> None:
    owner = owner_at(url, kind)
    for name in (None, owner.person.name, owner.person.name.upper()):
        answer = owner.log_in(owner.answer(), name=name)
        assert answer.status_code == 201, answer.text
        found = msgspec.msgpack.decode(answer.content, type=SessionAnswer)
        assert (found.identity, found.keyset) == (owner.person.identity, owner.person.keyset)
    assert refused(owner.log_in(owner.answer(), name="somebody else")) == REFUSED


def test_a_passkey_without_a_counter_logs_in_again_and_again(url: str) -> None:
    owner = owner_at(url, counts=False)
    assert [owner.log_in(owner.answer()).status_code for _ in range(3)] == [201] * 3


def test_what_an_authenticator_says_of_its_extensions_is_read(owner: Owner) -> None:
    assert owner.log_in(owner.answer(extensions={"hmac-secret": True})).status_code == 201
    flags = PRESENT | VERIFIED | 0x80
    assert refused(owner.log_in(owner.answer(flags=flags))) == REFUSED


WRONG: dict[str, dict[str, Any]] = {
    "origin": {"origin": "https://goals.example"},
    "scheme": {"origin": "https://127.0.0.1"},
    "a frame of another site": {"crossOrigin": True},
    "rp": {"rp_id": "goals.example"},
    "ceremony": {"type": "webauthn.create"},
    "nobody verified": {"flags": PRESENT},
    "nobody present": {"flags": VERIFIED},
    "backed up, and never to be": {"flags": PRESENT | VERIFIED | 0x10},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_answer_that_was_given_otherwise_is_refused(owner: Owner, wrong: dict[str, Any]) -> None:
    assert refused(owner.log_in(owner.answer(**wrong))) == REFUSED
    assert owner.log_in(owner.answer()).status_code == 201


def test_an_answer_of_another_key_is_refused(owner: Owner) -> None:
    stranger = owner.authenticator.make(b"stranger")
    right = owner.answer()
    other = owner.authenticator.answer(stranger, owner.challenge())
    forged = replace(other, credential=right.credential, user=right.user)
    for wrong in (
        forged,
        replace(right, signature=b""),
        replace(right, signature=right.signature[:-1]),
        replace(right, user=b"another"),
        replace(right, authenticator_data=right.authenticator_data + b"\0"),
        replace(right, client_data=right.client_data + b" "),
        replace(right, client_data=b"{}"),
        replace(right, client_data=b"[" * 2000),
        replace(right, client_data=b'{"challenge": "\xff"}'),
    ):
        assert refused(owner.log_in(wrong)) == REFUSED
    assert owner.log_in(right).status_code == 201


def test_an_unknown_passkey_is_answered_like_a_wrong_one(owner: Owner) -> None:
    unknown = owner.authenticator.make(b"unknown")
    answers = [
        owner.log_in(owner.authenticator.answer(unknown, owner.challenge())),
        owner.log_in(owner.answer(flags=PRESENT)),
    ]
    assert answers[0].content == answers[1].content
    assert refused(answers[0]) == REFUSED


def test_a_challenge_holds_once_and_for_what_it_was_asked_for(owner: Owner) -> None:
    answer = owner.answer()
    assert owner.log_in(answer).status_code == 201
    assert refused(owner.log_in(answer)) == EXPIRED
    again = owner.authenticator.answer(owner.passkey, owner.challenge("/api/v1/account/challenge"))
    assert refused(owner.log_in(again)) == EXPIRED
    for made_up in (bytes(32), b"", owner.challenge()[:31], owner.challenge() + b"\0"):
        assert refused(owner.log_in(owner.authenticator.answer(owner.passkey, made_up))) == EXPIRED


def test_a_counter_that_goes_back_is_refused(owner: Owner) -> None:
    assert owner.log_in(owner.answer()).status_code == 201
    count = owner.passkey.count
    for stale in (0, count - 2, count - 1):
        owner.passkey.count = stale
        assert refused(owner.log_in(owner.answer())) == REFUSED
    owner.passkey.count = count
    assert owner.log_in(owner.answer()).status_code == 201


def delete(owner: Owner, path: str, confirmation: Confirmation) -> httpx.Response:
    return owner.session.client.request("DELETE", path, content=encode(confirmation), headers=MSGPACK)


def test_a_passkey_confirms_what_a_password_confirms(url: str, owner: Owner) -> None:
    others, other = "/api/v1/sessions/others", owner_at(url)

    def confirm(by: Owner, path: str = others, **changes: Any) -> httpx.Response:
        challenge = owner.challenge("/api/v1/account/challenge")
        answer = by.authenticator.answer(by.passkey, challenge, **changes)
        return delete(owner, path, Confirmation(passkey=answer))

    assert refused(confirm(other)) == REFUSED
    assert refused(confirm(owner, flags=PRESENT)) == REFUSED
    # One that was asked for to log in, and one of somebody else's session.
    for challenge in (owner.challenge(), other.challenge("/api/v1/account/challenge")):
        answer = owner.authenticator.answer(owner.passkey, challenge)
        assert refused(delete(owner, others, Confirmation(passkey=answer))) == EXPIRED
    both = Confirmation(owner.person.auth_key, owner.answer())
    for neither in (Confirmation(), both):
        assert refused(delete(owner, others, neither)) == (400, "BAD_REQUEST")
    assert owner.session.client.get("/api/v1/keyset").status_code == 200
    assert confirm(owner).status_code == 204
    assert confirm(owner, ACCOUNT).status_code == 204
    assert refused(other.log_in(owner.answer())) == REFUSED


def test_wrong_answers_are_limited_and_do_not_lock_out_another_passkey(url: str, owner: Owner) -> None:
    second = owner.authenticator.make(owner.person.identity)
    assert owner.add(second).status_code == 204
    answers = [owner.log_in(owner.answer(flags=PRESENT)) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert refused(owner.log_in(owner.answer())) == (429, "TOO_MANY_ATTEMPTS")
    assert owner.log_in(owner.authenticator.answer(second, owner.challenge())).status_code == 201


def test_a_passkey_that_was_removed_logs_in_no_more(owner: Owner) -> None:
    (way,) = [way for way in owner.person.keyset.ways if way.kind == "passkey"]
    change = owner.person.change([], (way.wrap_id,))
    assert owner.session.put(ACCOUNT, owner.person.request(change)).status_code == 204
    assert refused(owner.log_in(owner.answer())) == REFUSED


def test_the_counter_stays_when_other_ways_in_change(owner: Owner) -> None:
    assert owner.log_in(owner.answer()).status_code == 201
    change = owner.person.change([owner.person.code("0123456789" * 4)])
    assert owner.session.put(ACCOUNT, owner.person.request(change)).status_code == 204
    owner.passkey.count -= 1
    assert refused(owner.log_in(owner.answer())) == REFUSED


def test_a_new_passkey_is_proven_before_it_is_listed(url: str, owner: Owner) -> None:
    second = owner.authenticator.make(owner.person.identity)
    challenge = owner.challenge("/api/v1/account/challenge")

    def proof(credential: Credential = second, asked: bytes = challenge, **changes: Any) -> PasskeyAssertion:
        return owner.authenticator.answer(credential, asked, **changes)

    third = owner.authenticator.make(owner.person.identity)
    for wrong in (proof(flags=PRESENT), proof(rp_id="goals.example"), proof(third)):
        assert refused(owner.add(second, proof=wrong)) == (422, "PASSKEY_REFUSED")
    assert refused(owner.add(second, proof=proof(asked=owner.challenge()))) == EXPIRED
    right = proof()
    # A change that met another one is sent again with the same proof.
    assert refused(owner.add(second, proof=right, expected_version=1)) == (409, "KEYSET_MOVED")
    assert owner.add(second, proof=right).status_code == 204
    assert refused(owner.add(third, proof=replace(right, credential=third.id))) == EXPIRED
    assert owner.log_in(owner.authenticator.answer(second, owner.challenge())).status_code == 201


def test_a_passkey_has_one_account(url: str, owner: Owner) -> None:
    thief = owner_at(url)
    taken = replace_id(thief.authenticator.make(thief.person.identity), owner.passkey.id)
    assert refused(thief.add(taken)) == (422, "BAD_KEYSET")
    stranger = WaysPerson()
    change = stranger.change([new_passkey(taken)])
    stranger.accept_change(change)
    answer = thief.session.post("/api/v1/accounts", stranger.registration())
    assert refused(answer) == (422, "BAD_KEYSET")
    assert owner.log_in(owner.answer()).status_code == 201


def replace_id(credential: Credential, name: bytes) -> Credential:
    credential.id = name
    return credential


@pytest.mark.parametrize(
    "garble",
    [
        lambda key: key[:-1],
        lambda key: key + b"\0",
        lambda key: bytes(91),
        # A point that is not on the curve.
        lambda key: key[:-1] + bytes([key[-1] ^ 1]),
    ],
)
def test_a_public_key_that_is_none_is_refused(owner: Owner, garble: Callable[[bytes], bytes]) -> None:
    second = owner.authenticator.make(owner.person.identity)
    new = new_passkey(second)
    assert new.passkey is not None
    bad = new._replace(passkey=new.passkey._replace(public_key=garble(second.public_key)))
    change = owner.person.change([bad])
    assert refused(owner.session.put(ACCOUNT, owner.person.request(change))) == (422, "BAD_KEYSET")


def test_an_account_that_is_made_again_has_its_passkeys(url: str, owner: Owner) -> None:
    challenge = owner.challenge("/api/v1/account/challenge")
    answer = owner.authenticator.answer(owner.passkey, challenge)
    assert delete(owner, ACCOUNT, Confirmation(passkey=answer)).status_code == 204
    person = owner.person
    registration = replace(person.registration(), keyset=person.keyset, roster=tuple(person.statements))
    owner.session.take(owner.session.post("/api/v1/accounts", registration))
    assert owner.log_in(owner.answer()).status_code == 201


def test_without_a_session_no_challenge_of_an_account_is_given(url: str, owner: Owner) -> None:
    stranger = Session(url, owner.person, owner.person.device)
    assert refused(stranger.client.post("/api/v1/account/challenge")) == (401, "NOT_SIGNED_IN")
