"""Adding a device through another one: it stands where a log-in leaves it, and believes nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from shared.device.core.host import Response, TransportError
from shared.vault.device_code import read_device_code
from shared.vault.device_message import seal_message
from shared.wire.accounts import SessionAnswer
from shared.wire.encoding import encode
from shared.wire.enrolments import MailboxAnswer, MailboxMessage, TicketLogin
from shared.wire.limits import MAILBOX_SECONDS
from tests.shared.device.account.test_first_ways import two_old_devices
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

SERVER = "https://autus.example"


async def show(lab: Lab, profile: Profile) -> Document:
    shown: Document = await lab.ok(profile, "show_device_code", device_name=profile.name, server=SERVER)
    return shown


def add_fields(shown: Document, **changes: object) -> Document:
    return {"code": shown["link"], "server": SERVER, "password": PASSWORD, **changes}


async def add(lab: Lab, a: Profile, c: Profile) -> Document:
    """C shows a code, and A adds it."""
    shown = await show(lab, c)
    added: Document = await lab.ok(a, "add_device", **add_fields(shown))
    assert added["check"] == shown["check"]
    return added


async def found(lab: Lab, profile: Profile) -> str | None:
    answer: Document = await lab.ok(profile, "look_for_account")
    name: str | None = answer["name"]
    return name


Change = Callable[[SessionAnswer], SessionAnswer]


def lie_at_ticket(lab: Lab, change: Change) -> None:
    """The server answers the ticket with something else."""
    answer = lab.server.answer

    async def lying(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        honest = await answer(token, method, path, body)
        if path != "/api/v1/sessions/ticket" or honest.status != 200:
            return honest
        shown = change(msgspec.msgpack.decode(honest.body, type=SessionAnswer))
        return honest._replace(body=encode(shown))

    lab.server.answer = lying  # type: ignore[method-assign]


@play
async def test_the_new_device_stands_where_a_log_in_leaves_it() -> None:
    lab, a, b, vault = await two_devices()
    c = await lab.device("C")
    shown = await show(lab, c)
    assert await found(lab, c) is None
    read = await lab.ok(a, "read_new_device", code=" ".join(shown["groups"]), server=SERVER)
    assert (read["name"], read["check"]) == ("C", shown["check"])
    added = await lab.ok(a, "add_device", **add_fields(shown))
    assert added == read
    assert (await lab.ok(a, "added_device", device=added["device"]))["state"] == "waiting"
    # Looking again shows the same: the message is kept here, and not on the server.
    assert [await found(lab, c), await found(lab, c)] == [NAME, NAME]
    joined = await lab.ok(c, "join_account", adopt=True)
    assert (joined["account"]["name"], joined["account"]["device"]) == (NAME, added["device"])
    assert (await lab.ok(a, "added_device", device=added["device"]))["state"] == "used"

    # The records are those of a device that logged in.
    d = await lab.device("D")
    await lab.join(d)
    records = {}
    for profile in (c, d):
        assert await lab.sync_error(profile, vault) is None
        assert profile.facade is not None
        account = profile.facade.device.require_account()
        records[profile.name] = msgspec.structs.replace(account, roster=(), keyset=a_keyset(lab))
        assert set(await lab.labels(profile, vault)) == {"a1"}
    assert records["C"] == records["D"]
    kept = [{key.split("/")[0] for key in each.records} for each in (c, d)]
    assert kept[0] == kept[1]
    for profile in (a, b, c, d):
        await lab.ok(profile, "sync")
        assert [row["name"] for row in await lab.ok(profile, "devices")] == ["A", "B", "C", "D"]
    await lab.restart(c)
    await lab.commit(c, vault, "from C")
    assert await lab.sync_error(c, vault) is None
    assert await lab.sync_error(a, vault) is None
    assert "from C" in await lab.labels(a, vault)
    await lab.ok(a, "change_password", password=PASSWORD, new_password="another password", end_sessions=False)
    assert await lab.sync_error(c, vault) is None


def a_keyset(lab: Lab) -> Any:
    return lab.server.database.keyset


@play
async def test_local_goals_join_if_the_person_wants() -> None:
    lab, a, _, _ = await two_devices()
    c = await lab.device("C")
    await lab.ok(c, "create_vault", title="Here before")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    assert (await lab.ok(c, "join_account", adopt=True))["adopted"] == 1
    await lab.ok(c, "sync")
    await lab.ok(a, "sync")
    names = [each["name"] for each in (await lab.ok(a, "boot"))["vaults"]]
    assert "Here before" in names


@play
async def test_the_keyset_records_what_the_sender_knows_for_the_first_look() -> None:
    lab, a, _, vault = await two_devices()
    for label in ("a2", "a3"):
        await lab.commit(a, vault, label)
        await lab.ok(a, "sync")
    backup = lab.server.backup()
    await lab.commit(a, vault, "a4")
    await lab.ok(a, "sync")
    c = await lab.device("C")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await lab.ok(c, "join_account", adopt=True)
    # The server goes back with the goal alone. The new device has never seen more of it.
    lab.server.database.vaults[bytes.fromhex(vault)] = backup.vaults[bytes.fromhex(vault)]
    e = await lab.device("E")
    await add(lab, a, e)
    assert await found(lab, e) == NAME
    await lab.ok(e, "join_account", adopt=True)
    error = await lab.sync_error(e, vault)
    assert error is not None
    assert error["code"] == "SERVER_ROLLED_BACK"


@play
async def test_a_message_is_taken_once_and_a_code_is_used_once() -> None:
    lab, a, b, _ = await two_devices()
    c = await lab.device("C")
    shown = await show(lab, c)
    code = read_device_code(shown["link"])
    await lab.ok(a, "add_device", **add_fields(shown))
    assert await lab.code(b, "add_device", **add_fields(shown)) == "MAILBOX_USED"
    assert await found(lab, c) == NAME
    # A second taker, also one that knows the code, finds nothing. The mailbox takes no second message.
    assert lab.server.enrolments.take(code.mailbox, lab.server.now_ms) is None
    assert await lab.code(b, "add_device", **add_fields(shown)) == "MAILBOX_USED"
    # Whoever copied the ticket is too late, and C joins once.
    assert c.facade is not None
    message = c.facade.shown_code.message  # type: ignore[attr-defined]
    await lab.ok(c, "join_account", adopt=True)
    assert await lab.code(c, "join_account", adopt=True) == "CODE_EXPIRED"
    login = TicketLogin(ticket=message.ticket, device=code.device, session="token")
    answer = await lab.server.answer(None, "POST", "/api/v1/sessions/ticket", encode(login))
    assert (answer.status, b"BAD_TICKET" in answer.body) == (401, True)
    assert await lab.code(c, "show_device_code", device_name="C", server=SERVER) == "ALREADY_REGISTERED"


@play
async def test_a_code_and_a_message_end_after_five_minutes() -> None:
    lab, a, _, _ = await two_devices()
    c = await lab.device("C")
    await add(lab, a, c)
    lab.pass_minutes(6)
    assert await lab.code(c, "look_for_account") == "CODE_EXPIRED"
    await add(lab, a, c)
    # The message alone is too old: its mailbox is as empty as one that never was.
    lab.server.now_ms += 1000 * MAILBOX_SECONDS
    assert await found(lab, c) is None
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await lab.ok(c, "hide_device_code")
    assert await lab.code(c, "join_account", adopt=True) == "CODE_EXPIRED"
    assert await lab.code(c, "look_for_account") == "CODE_EXPIRED"


@play
async def test_a_message_of_somebody_else_is_refused() -> None:
    lab, a, _, _ = await two_devices()
    c, d = await lab.device("C"), await lab.device("D")
    shown, other = await show(lab, c), await show(lab, d)
    mine, theirs = read_device_code(shown["link"]), read_device_code(other["link"])
    await lab.ok(a, "add_device", **add_fields(other))
    sealed = lab.server.enrolments.take(theirs.mailbox, lab.server.now_ms)
    assert sealed is not None
    # What was sealed for D, in the mailbox of C.
    lab.server.enrolments.put(MailboxMessage(mailbox=mine.mailbox, sealed=sealed), lab.server.now_ms)
    assert await lab.code(c, "look_for_account") == "MESSAGE_NOT_OPENED"
    # Sealed to the half of C by somebody who knows its keys and not the secret of its code.
    shown = await show(lab, c)
    mine = read_device_code(shown["link"])
    assert a.facade is not None
    crypto = a.facade.device.host.crypto
    message = await _message_of(a)
    blind = msgspec.structs.replace(mine, secret=bytes(16))
    forged = await seal_message(crypto, blind, message)
    lab.server.enrolments.put(MailboxMessage(mailbox=mine.mailbox, sealed=forged), lab.server.now_ms)
    assert await lab.code(c, "look_for_account") == "MESSAGE_NOT_OPENED"
    # The same half and secret, and another name: the code as a whole is bound.
    shown = await show(lab, c)
    mine = read_device_code(shown["link"])
    renamed = await seal_message(crypto, msgspec.structs.replace(mine, name="Mine"), message)
    lab.server.enrolments.put(MailboxMessage(mailbox=mine.mailbox, sealed=renamed), lab.server.now_ms)
    assert await lab.code(c, "look_for_account") == "MESSAGE_NOT_OPENED"


async def _message_of(profile: Profile) -> Any:
    from shared.device.account.device_adding import _message

    assert profile.facade is not None
    return await _message(profile.facade.device, b"t" * 32)


@play
async def test_an_old_message_again_opens_nothing() -> None:
    lab, a, _, _ = await two_devices()
    c = await lab.device("C")
    taken: list[Response] = []
    answer = lab.server.answer

    async def replaying(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        honest = await answer(token, method, path, body)
        if path != "/api/v1/mailbox/take":
            return honest
        if msgspec.msgpack.decode(honest.body, type=MailboxAnswer).sealed is not None:
            taken.append(honest)
        return taken[0] if taken else honest

    lab.server.answer = replaying  # type: ignore[method-assign]
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await show(lab, c)
    assert await lab.code(c, "look_for_account") == "MESSAGE_NOT_OPENED"


LIES: dict[str, tuple[Change, str]] = {
    "another account": (lambda shown: msgspec.structs.replace(shown, identity=b"i" * 32), "BAD_STATEMENT"),
    "another receipt key": (
        lambda shown: msgspec.structs.replace(shown, receipt_key=b"k" * 32),
        "SERVER_KEY_CHANGED",
    ),
    "a shorter roster": (
        lambda shown: msgspec.structs.replace(shown, roster=shown.roster[:-1]),
        "SERVER_ROLLED_BACK",
    ),
    "no roster": (lambda shown: msgspec.structs.replace(shown, roster=()), "SERVER_ROLLED_BACK"),
    "an older keyset": (
        lambda shown: msgspec.structs.replace(shown, keyset=msgspec.structs.replace(shown.keyset, version=1)),
        "SERVER_ROLLED_BACK",
    ),
    "another keyset of the version": (
        lambda shown: msgspec.structs.replace(
            shown, keyset=msgspec.structs.replace(shown.keyset, sealed_secrets=b"x" * 64)
        ),
        "SERVER_FORKED",
    ),
    "a newer keyset that does not open": (
        lambda shown: msgspec.structs.replace(
            shown, keyset=msgspec.structs.replace(shown.keyset, version=99)
        ),
        "KEYSET_TAMPERED",
    ),
}


@pytest.mark.parametrize("lie", LIES)
@play
async def test_a_server_that_shows_something_else_is_refused(lie: str) -> None:
    lab, a, _, vault = await two_devices()
    c = await lab.device("C")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    change, code = LIES[lie]
    answer = lab.server.answer
    lie_at_ticket(lab, change)
    sessions = len(lab.server.database.sessions)
    assert await lab.code(c, "join_account", adopt=True) == code
    # Nothing is left: no account, no session, and the code is used up.
    assert (await lab.ok(c, "boot"))["account"] is None
    assert len(lab.server.database.sessions) == sessions
    lab.server.answer = answer  # type: ignore[method-assign]
    await lab.restart(c)
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await lab.ok(c, "join_account", adopt=True)
    assert await lab.sync_error(c, vault) is None


@play
async def test_a_restored_server_asks_the_person_as_on_the_other_devices() -> None:
    lab, a, _, vault = await two_devices()
    c = await lab.device("C")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    enrolments = lab.server.enrolments
    lab.server.restore(lab.server.backup(), honest=True)
    lab.server.enrolments = enrolments
    await lab.ok(c, "join_account", adopt=True)
    assert (await lab.ok(c, "sync"))["needs"] == "generation"
    assert await lab.agree(c) == ["generation"]
    assert await lab.sync_error(c, vault) is None


@play
async def test_a_change_of_the_ways_in_ends_the_ticket() -> None:
    lab, a, b, vault = await two_devices()
    c = await lab.device("C")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await lab.ok(b, "change_password", password=PASSWORD, new_password="another password", end_sessions=True)
    assert await lab.code(c, "join_account", adopt=True) == "BAD_TICKET"
    shown = await show(lab, c)
    again = add_fields(shown, password="another password")
    assert await lab.code(a, "add_device", **again) == "NOT_SIGNED_IN"
    await lab.ok(b, "add_device", **again)
    assert await found(lab, c) == NAME
    await lab.ok(c, "join_account", adopt=True)
    assert await lab.sync_error(c, vault) is None


@play
async def test_wrong_codes_and_passwords_are_refused_before_anything_is_signed() -> None:
    lab, a, _, _ = await two_devices()
    c = await lab.device("C")
    shown = await show(lab, c)
    before = list(lab.server.database.statements)
    refused = {
        "WRONG_PASSWORD": {"password": "wrong password"},
        "OTHER_SERVER": {"server": "https://other.example"},
        "BAD_DEVICE_CODE": {"code": shown["link"][:-1]},
    }
    for code, changes in refused.items():
        assert await lab.code(a, "add_device", **add_fields(shown, **changes)) == code
    assert await lab.code(c, "add_device", **add_fields(shown)) == "NO_ACCOUNT"
    assert lab.server.database.statements == before
    # A half of small order seals nothing.
    code_of = read_device_code(shown["link"])
    assert await found(lab, c) is None
    assert code_of.mailbox not in lab.server.enrolments.messages


@play
async def test_an_account_of_the_first_format_gets_its_ways_in_first() -> None:
    lab, a, _, vault = await two_old_devices()
    c = await lab.device("C")
    await add(lab, a, c)
    assert await found(lab, c) == NAME
    await lab.ok(c, "join_account", adopt=True)
    assert (await lab.ok(c, "ways"))["upgraded"]
    assert await lab.sync_error(c, vault) is None
    assert await lab.sync_error(a, vault) is None


@play
async def test_a_lost_answer_leaves_the_code_to_begin_again() -> None:
    lab, a, _, vault = await two_devices()
    c = await lab.device("C")
    answer = lab.server.answer
    for path in ("/api/v1/roster", "/api/v1/tickets", "/api/v1/mailbox"):
        shown = await show(lab, c)

        async def lost(token: str | None, method: str, at: str, body: bytes | None, path: str = path) -> Any:
            honest = await answer(token, method, at, body)
            if at == path and method != "GET":
                raise TransportError("TIMEOUT", "no answer came")
            return honest

        lab.server.answer = lost  # type: ignore[method-assign]
        if path != "/api/v1/roster" or not await _is_enrolled(lab, shown):
            assert await lab.code(a, "add_device", **add_fields(shown)) == "TIMEOUT"
        lab.server.answer = answer  # type: ignore[method-assign]
    # The message whose answer was lost had arrived.
    assert await found(lab, c) == NAME
    await lab.ok(c, "join_account", adopt=True)
    assert await lab.sync_error(c, vault) is None


async def _is_enrolled(lab: Lab, shown: Document) -> bool:
    roster = lab.server.database.roster
    return roster is not None and read_device_code(shown["link"]).device in roster.devices
