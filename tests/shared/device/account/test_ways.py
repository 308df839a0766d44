"""Ways in: password change, recovery code, recovery, and how other devices go on."""

from __future__ import annotations

import msgspec
import pytest

from shared.device.core.host import Response, TransportError
from tests.shared.device.coming_in import add_code, recovery_fields
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

NEW_PASSWORD = "a wholly new password"
CHANGE = {"password": PASSWORD, "new_password": NEW_PASSWORD, "end_sessions": False}


async def log_in(lab: Lab, profile: Profile, password: str) -> None:
    fields = {"name": NAME, "password": password, "device_name": profile.name}
    await lab.ok(profile, "login", **fields, adopt=True)


async def recover(lab: Lab, profile: Profile, code: str, **changes: object) -> Document:
    fields = await recovery_fields(lab, profile, code)
    return {**fields, "new_password": NEW_PASSWORD, "adopt": True, **changes}


async def both_go_on(lab: Lab, a: Profile, b: Profile, vault: str) -> None:
    """Each commits, and the other gets it."""
    for one, other, label in ((a, b, "after on A"), (b, a, "after on B")):
        await lab.commit(one, vault, label)
        assert await lab.sync_error(one, vault) is None
        assert await lab.sync_error(other, vault) is None
        assert label in await lab.labels(other, vault)


@play
async def test_a_new_account_has_its_password_as_a_way_in() -> None:
    lab, a, _, _ = await two_devices()
    found = await lab.ok(a, "ways")
    (way,) = found["ways"]
    me = (await lab.ok(a, "boot"))["account"]["device"]
    assert (way["kind"], way["device"], found["upgraded"], found["has_recovery"]) == (
        "password",
        me,
        True,
        False,
    )
    keyset = lab.server.database.keyset
    assert keyset is not None
    assert (keyset.epoch, keyset.wraps) == (1, ())


@play
async def test_a_password_change_moves_every_key_and_the_other_device_goes_on() -> None:
    lab, a, b, vault = await two_devices()
    keys = {a.facade.device.account_key, b.facade.device.account_key}  # type: ignore[union-attr]
    assert len(keys) == 1
    signing = lab.server.database.roster.signing_key  # type: ignore[union-attr]
    await lab.ok(a, "change_password", **CHANGE)
    assert lab.server.database.roster.signing_key != signing  # type: ignore[union-attr]
    await both_go_on(lab, a, b, vault)
    after = {a.facade.device.account_key, b.facade.device.account_key}  # type: ignore[union-attr]
    assert len(after) == 1
    assert not after & keys
    # Names of devices are sealed under the account key of the time.
    for profile in (a, b):
        assert [row["name"] for row in await lab.ok(profile, "devices")] == ["A", "B"]
    await lab.restart(b)
    assert [row["name"] for row in await lab.ok(b, "devices")] == ["A", "B"]
    await both_go_on(lab, a, b, vault)
    c = await lab.device("C")
    assert await lab.code(c, "login", name=NAME, password=PASSWORD, device_name="C", adopt=True) == (
        "BAD_CREDENTIALS"
    )
    await log_in(lab, c, NEW_PASSWORD)
    assert {"after on A", "after on B"} <= set(await lab.labels(c, vault))
    assert [row["name"] for row in await lab.ok(c, "devices")] == ["A", "B", "C"]
    assert await lab.code(c, "change_password", **CHANGE) == "WRONG_PASSWORD"
    assert await lab.code(c, "change_password", **{**CHANGE, "new_password": "short"}) == "PASSWORD_TOO_SHORT"


@play
async def test_the_other_sessions_end_if_the_person_wants() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "change_password", **{**CHANGE, "end_sessions": True})
    assert (await lab.ok(a, "sync"))["needs"] is None
    assert (await lab.ok(b, "sync"))["needs"] == "login"
    await log_in(lab, b, NEW_PASSWORD)
    await both_go_on(lab, a, b, vault)


@play
async def test_a_change_of_which_no_answer_came_is_followed_by_the_device_that_made_it() -> None:
    lab, a, b, vault = await two_devices()
    answer = lab.server.answer

    async def lost(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        found = await answer(token, method, path, body)
        if (method, path) == ("PUT", "/api/v1/account"):
            raise TransportError("TIMEOUT", "no answer came")
        return found

    lab.server.answer = lost  # type: ignore[method-assign]
    assert await lab.code(a, "change_password", **CHANGE) == "TIMEOUT"
    lab.server.answer = answer  # type: ignore[method-assign]
    await both_go_on(lab, a, b, vault)


@play
async def test_two_devices_change_the_ways_in_at_once() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "change_password", **CHANGE)
    # B has not synced since. Its change reads the account first.
    third = {"password": NEW_PASSWORD, "new_password": "a third long password", "end_sessions": False}
    assert await lab.code(b, "change_password", **{**third, "password": PASSWORD}) == "WRONG_PASSWORD"
    assert await lab.sync_error(b, vault) is None
    await lab.ok(b, "change_password", **third)
    await both_go_on(lab, a, b, vault)
    assert lab.server.database.keyset.epoch == 3  # type: ignore[union-attr]


@play
async def test_a_device_that_gets_a_new_id_after_a_change_goes_on() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "change_password", **CHANGE)
    await lab.ok(b, "renew_device_id", password=NEW_PASSWORD, device_name="B again")
    await both_go_on(lab, a, b, vault)
    third = {"password": NEW_PASSWORD, "new_password": "a third long password", "end_sessions": False}
    await lab.ok(a, "change_password", **third)
    await both_go_on(lab, a, b, vault)


@play
async def test_a_goal_made_while_the_keys_move_reaches_the_other_device() -> None:
    lab, a, b, vault = await two_devices()
    made = (await lab.ok(b, "create_vault", title="Made offline"))["vault"]
    await lab.ok(a, "change_password", **CHANGE)
    await both_go_on(lab, a, b, vault)
    assert await lab.sync_error(a, vault) is None
    # Its genesis had a key of the earlier epoch, so it is a new goal now.
    (renewed,) = [each for each in (await lab.ok(a, "boot"))["vaults"] if each["name"] == "Made offline"]
    assert renewed["vault"] != made
    (here,) = [each for each in (await lab.ok(b, "boot"))["vaults"] if each["name"] == "Made offline"]
    assert (here["vault"], here["former"]) == (renewed["vault"], [made])
    assert made not in {each["vault"] for each in (await lab.ok(a, "boot"))["vaults"]}


@play
async def test_a_recovery_code_is_typed_back_before_it_counts() -> None:
    lab, a, _, _ = await two_devices()
    fields = {"typed": "1", "password": PASSWORD}
    assert await lab.code(a, "add_recovery_code", **fields) == "NO_RECOVERY_CODE"
    assert await lab.code(a, "remove_recovery_code", password=PASSWORD) == "NO_RECOVERY_CODE"
    code = (await lab.ok(a, "begin_recovery_code"))["code"]
    other = (await lab.ok(a, "begin_recovery_code"))["code"]
    answer = await lab.call(a, "add_recovery_code", typed=code, password=PASSWORD)
    assert answer["error"]["code"] == "RECOVERY_CODE_DIFFERS"
    assert answer["error"]["part"] in range(1, 9)
    wrong = f"{other[:-1]}{(int(other[-1]) + 1) % 10}"
    answer = await lab.call(a, "check_recovery_text", code=wrong)
    assert (answer["error"]["code"], answer["error"]["part"]) == ("BAD_RECOVERY_CODE", 8)
    await lab.ok(a, "check_recovery_text", code=other)
    assert await lab.code(a, "add_recovery_code", typed=other, password="wrong") == "WRONG_PASSWORD"
    await lab.ok(a, "add_recovery_code", typed=other, password=PASSWORD)
    await lab.ok(a, "rehearse_recovery_code", code=other)
    assert await lab.code(a, "rehearse_recovery_code", code=code) == "WRONG_RECOVERY_CODE"
    found = await lab.ok(a, "remove_recovery_code", password=PASSWORD)
    assert [way["kind"] for way in found["ways"]] == ["password"]
    assert await lab.code(a, "rehearse_recovery_code", code=other) == "WRONG_RECOVERY_CODE"


@play
async def test_an_earlier_password_is_no_proof_that_the_server_lost_the_account() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(b, "logout")
    await lab.ok(a, "change_password", **CHANGE)
    fields = {"name": NAME, "device_name": "B", "adopt": True}
    # It still opens what this device has stored, and the server does not say whether it knows the account.
    assert await lab.code(b, "login", **fields, password=PASSWORD) == "ACCOUNT_UNKNOWN"
    assert await lab.code(b, "login", **fields, password="never a password of it") == "BAD_CREDENTIALS"
    await log_in(lab, b, NEW_PASSWORD)
    await both_go_on(lab, a, b, vault)


@play
async def test_a_device_that_was_given_the_session_of_another_one_logs_in_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, first = await two_devices()
    c = await lab.device("C")
    local = (await lab.ok(c, "create_vault", title="Of C"))["vault"]
    await lab.commit(c, local, "c1")
    of_a = a.facade.device.record.device  # type: ignore[union-attr]
    honest = lab.server._log_in
    with monkeypatch.context() as lie:
        lie.setattr(lab.server, "_log_in", lambda login: honest(msgspec.structs.replace(login, device=of_a)))
        await log_in(lab, c, PASSWORD)
    assert (await lab.ok(c, "sync"))["needs"] == "login"
    await log_in(lab, c, PASSWORD)
    (adopted,) = {vault.hex() for vault in c.facade.device.vaults} - {first}  # type: ignore[union-attr]
    for profile in (c, a):
        assert await lab.sync_error(profile, adopted) is None
    assert await lab.labels(a, adopted) == ["c1"]


@play
async def test_a_new_device_recovers_everything_with_the_code_alone() -> None:
    lab, a, b, vault = await two_devices()
    code = await add_code(lab, a)
    assert (await lab.ok(a, "ways"))["has_recovery"]
    added = {way["kind"]: way["added_ms"] for way in (await lab.ok(a, "ways"))["ways"]}
    await lab.ok(a, "change_password", **{**CHANGE, "new_password": "forgotten at once"})
    kept = {way["kind"]: way["added_ms"] for way in (await lab.ok(a, "ways"))["ways"]}
    assert kept["recovery"] == added["recovery"]
    c = await lab.device("C")
    fields = await recover(lab, c, code)
    assert await lab.code(c, "recover_with_code", **{**fields, "new_password": "short"}) == (
        "PASSWORD_TOO_SHORT"
    )
    assert await lab.code(c, "recover_with_code", **{**fields, "code": "1"}) == "BAD_RECOVERY_CODE"
    assert await lab.code(c, "recover_with_code", **{**fields, "typed": code}) == "RECOVERY_CODE_DIFFERS"
    assert await lab.code(c, "recover_with_code", **{**fields, "name": "bob"}) == "BAD_CREDENTIALS"
    await lab.ok(c, "recover_with_code", **fields)
    assert {"a1"} <= set(await lab.labels(c, vault))
    await both_go_on(lab, a, b, vault)
    await both_go_on(lab, c, a, vault)
    # The old code and both old passwords are gone; the new ones open.
    d = await lab.device("D")
    assert await lab.code(d, "recover_with_code", **await recover(lab, d, code)) == "BAD_CREDENTIALS"
    await log_in(lab, d, NEW_PASSWORD)
    await lab.ok(d, "rehearse_recovery_code", code=fields["typed"])
    assert len(await lab.ok(d, "devices")) == 4


@play
async def test_a_known_device_recovers_and_the_others_are_signed_out() -> None:
    lab, a, b, vault = await two_devices()
    code = await add_code(lab, a)
    await lab.ok(b, "logout")
    await lab.ok(b, "recover_with_code", **await recover(lab, b, code, end_sessions=True))
    assert (await lab.ok(a, "sync"))["needs"] == "login"
    await log_in(lab, a, NEW_PASSWORD)
    await both_go_on(lab, a, b, vault)
    assert len(await lab.ok(b, "devices")) == 2


@play
async def test_a_recovery_of_which_no_answer_came_leaves_new_password_and_new_code() -> None:
    lab, a, _, vault = await two_devices()
    code = await add_code(lab, a)
    c, answer = await lab.device("C"), lab.server.answer
    fields = await recover(lab, c, code)

    async def lost(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        found = await answer(token, method, path, body)
        if (method, path) == ("PUT", "/api/v1/account"):
            raise TransportError("TIMEOUT", "no answer came")
        return found

    lab.server.answer = lost  # type: ignore[method-assign]
    assert await lab.code(c, "recover_with_code", **fields) == "TIMEOUT"
    lab.server.answer = answer  # type: ignore[method-assign]
    await log_in(lab, c, NEW_PASSWORD)
    await both_go_on(lab, a, c, vault)
    await lab.ok(c, "rehearse_recovery_code", code=fields["typed"])


@play
async def test_without_a_code_there_is_nothing_to_recover_with() -> None:
    lab, _, b, _ = await two_devices()
    code = (await lab.ok(b, "begin_recovery_code"))["code"]
    assert await lab.code(b, "recover_with_code", **await recover(lab, b, code)) == "BAD_CREDENTIALS"
    assert await lab.code(b, "rehearse_recovery_code", code=code) == "WRONG_RECOVERY_CODE"


@play
async def test_a_code_that_is_a_month_old_is_offered_to_be_checked_once() -> None:
    lab, a, b, _ = await two_devices()
    month = 31 * 24 * 60

    async def offers(profile: Profile) -> bool:
        found: bool = (await lab.ok(profile, "ways"))["offers_rehearsal"]
        return found

    lab.pass_minutes(month)
    assert not await offers(a)
    code = await add_code(lab, a)
    await lab.ok(b, "sync")
    assert [await offers(profile) for profile in (a, b)] == [False, False]
    lab.pass_minutes(month)
    assert [await offers(profile) for profile in (a, b)] == [True, True]
    assert await lab.code(a, "rehearse_recovery_code", code=code[:-1]) == "BAD_RECOVERY_CODE"
    assert await offers(a)
    assert not (await lab.ok(a, "rehearse_recovery_code", code=code))["offers_rehearsal"]
    assert not (await lab.ok(b, "put_off_rehearsal"))["offers_rehearsal"]
    await lab.restart(a)
    assert [await offers(profile) for profile in (a, b)] == [False, False]
    # A password change leaves the code. Another code begins anew.
    await lab.ok(a, "change_password", **CHANGE)
    assert not await offers(a)
    await add_code(lab, a, NEW_PASSWORD)
    assert not await offers(a)
    lab.pass_minutes(month)
    assert await offers(a)
