"""The lock of a device: what is under its key, who opens it, and what stays out of memory."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import msgspec
import pytest

from shared.device.core.records import DEVICE, LOCK, LOCK_FORMAT, LOCK_OPEN
from shared.wire.decoding import Limits, msgpack_decoder
from tests.shared.device.api.lock_lab import (
    CLOSING,
    PLANTED,
    STAYING,
    Document,
    locked,
    opened_by_device_key,
    planted,
)
from tests.shared.device.core.test_write_faults import holdings
from tests.shared.device.lab import NAME, PASSWORD, Lab, play
from tests.simulation.host import SimCrypto


@pytest.mark.parametrize("times", [CLOSING, STAYING])
@play
async def test_a_locked_device_opens_with_the_password_and_has_everything(times: Document) -> None:
    lab, device, _, before = await locked(times)
    for _ in range(2):
        refused = (await lab.call(device, "boot"))["error"]
        assert (refused["code"], refused["kinds"], refused["guesses"]) == ("LOCKED", ["password"], None)
        assert await lab.code(device, "unlock", password="another password") == "WRONG_PASSWORD"
        assert await lab.code(device, "unlock") == "WRONG_PASSWORD"
        await lab.crash(device)
        lab.switch_on(device)
    answer = await lab.ok(device, "unlock", password=PASSWORD)
    assert answer["lock"] == {**times, "pin": False}
    assert answer == await lab.ok(device, "boot")
    assert await holdings(lab, device) == before


@pytest.mark.parametrize("times", [CLOSING, STAYING])
@play
async def test_no_record_opens_without_the_person(times: Document) -> None:
    lab, device, _ = await planted()
    private = await opened_by_device_key(lab, device)
    assert {key.split("/")[0] for key in private} >= {"local", "secret", "checkpoint", "draft", "typed"}
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **times)
    assert await opened_by_device_key(lab, device) == ([] if times["on_close"] else [LOCK_OPEN])
    await lab.ok(device, "lock")
    assert await opened_by_device_key(lab, device) == []
    content = b"".join(device.records.values())
    assert not [text for text in PLANTED if text.encode() in content]


@play
async def test_new_records_lie_under_the_lock_key_too() -> None:
    lab, device, vault, _ = await locked()
    await lab.ok(device, "unlock", password=PASSWORD)
    await lab.commit(device, vault, "after")
    await lab.ok(device, "sync")
    await lab.ok(device, "create_vault", title="Another goal")
    assert await opened_by_device_key(lab, device) == []


@play
async def test_while_it_is_locked_every_method_is_refused() -> None:
    lab, device, vault, _ = await locked()
    fields = {
        "view": {"vault": vault},
        "select_vault": {"vault": vault},
        "history": {"vault": vault, "limit": 1},
        "verify": {"vault": vault},
        "login": {"name": NAME, "password": PASSWORD, "device_name": "A", "adopt": True},
        "set_pin": {"pin": "123456"},
        "change_lock": STAYING,
        "note_presence": {"idle_ms": 0},
    }
    plain = ["sync", "sync_status", "devices", "logout", "leave_account", "turn_lock_off", "remove_pin"]
    for name in [*fields, *plain, "lock_settings", "boot"]:
        assert await lab.code(device, name, **fields.get(name, {})) == "LOCKED", name
    assert lab.draft(device, vault, 1, {"mass_modifier": 0.5})["error"]["code"] == "LOCKED"
    assert await lab.ok(device, "lock") == {}


@play
async def test_a_lock_leaves_nothing_of_the_person_in_memory() -> None:
    lab, device, vault = await planted()
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    facade = device.facade
    assert facade is not None
    gone = [weakref.ref(facade.device), weakref.ref(lab.vault(device, vault))]
    secrets = [facade.device.account_key, facade.host.crypto.lock_key]
    secrets += lab.vault(device, vault).secret.keys.values()
    await lab.ok(device, "lock")
    gc.collect()
    assert [each() for each in gone] == [None, None]
    kept = in_memory(facade, {id(lab), id(device.records)})
    assert not [text for text in PLANTED for each in kept if isinstance(each, str) and text in each]
    assert not [key for key in secrets for each in kept if isinstance(each, bytes) and key in each]


def in_memory(root: object, others: set[int]) -> list[object]:
    """Everything that `root` leads to, without the code, the records on the disk and the laboratory."""
    found: dict[int, object] = {}
    open_ends = [root]
    while open_ends:
        each = open_ends.pop()
        if id(each) in found or id(each) in others or isinstance(each, type) or hasattr(each, "__spec__"):
            continue
        found[id(each)] = each
        if not isinstance(each, type(in_memory)):
            open_ends += gc.get_referents(each)
    return list(found.values())


@play
async def test_turning_it_off_and_on_again_needs_no_new_key() -> None:
    lab, device, _, before = await locked()
    await lab.ok(device, "unlock", password=PASSWORD)
    assert await lab.ok(device, "turn_lock_off") == {"lock": None, "possible": True}
    for method in ("lock", "turn_lock_off"):
        assert await lab.code(device, method) == "LOCK_IS_OFF"
    assert await lab.code(device, "change_lock", **STAYING) == "LOCK_IS_OFF"
    assert await lab.code(device, "set_pin", pin="123456") == "LOCK_IS_OFF"
    await lab.restart(device)
    assert await holdings(lab, device) == before
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    await lab.crash(device)
    lab.switch_on(device)
    assert await lab.code(device, "boot") == "LOCKED"
    await lab.ok(device, "unlock", password=PASSWORD)
    assert await holdings(lab, device) == before


@play
async def test_the_idle_time_goes_on_between_two_starts() -> None:
    lab, device, _ = await planted()
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **STAYING)
    for minutes, is_locked in [(4, False), (6, True), (0, True)]:
        lab.pass_minutes(minutes)
        await lab.crash(device)
        lab.switch_on(device)
        assert ("error" in await lab.call(device, "boot")) == is_locked, minutes
        if not is_locked:
            lab.pass_minutes(2)
            await lab.ok(device, "note_presence", idle_ms=0)
    await lab.ok(device, "unlock", password=PASSWORD)
    device.clock_ms -= 60_000
    await lab.crash(device)
    lab.switch_on(device)
    assert await lab.code(device, "boot") == "LOCKED"
    device.clock_ms += 60_000
    assert await lab.code(device, "boot") == "LOCKED"


@play
async def test_a_new_password_opens_the_lock_and_the_old_one_does_not() -> None:
    lab, device, _, before = await locked()
    await lab.ok(device, "unlock", password=PASSWORD)
    new = "another long password"
    await lab.ok(device, "change_password", password=PASSWORD, new_password=new, end_sessions=False)
    await lab.ok(device, "lock")
    assert await lab.code(device, "unlock", password=PASSWORD) == "WRONG_PASSWORD"
    await lab.ok(device, "unlock", password=new)
    assert await holdings(lab, device) == before


@play
async def test_a_password_that_was_changed_elsewhere_counts_after_the_next_sync() -> None:
    lab, device, _, _ = await locked()
    other, new = lab.profiles[1], "another long password"
    await lab.ok(other, "change_password", password=PASSWORD, new_password=new, end_sessions=False)
    assert await lab.code(device, "unlock", password=new) == "WRONG_PASSWORD"
    await lab.ok(device, "unlock", password=PASSWORD)
    await lab.ok(device, "sync")
    await lab.ok(device, "lock")
    assert await lab.code(device, "unlock", password=PASSWORD) == "WRONG_PASSWORD"
    await lab.ok(device, "unlock", password=new)


@play
async def test_a_recovery_code_opens_the_lock() -> None:
    lab, device, _ = await planted()
    code = (await lab.ok(device, "begin_recovery_code"))["code"]
    await lab.ok(device, "add_recovery_code", typed=code, password=PASSWORD)
    await lab.ok(device, "turn_lock_on", code=code, **CLOSING)
    await lab.ok(device, "lock")
    assert (await lab.call(device, "boot"))["error"]["kinds"] == ["password", "recovery"]
    assert await lab.code(device, "unlock", code="1234") == "BAD_RECOVERY_CODE"
    await lab.ok(device, "unlock", code=code)


@play
async def test_the_lock_needs_a_way_in_that_opens() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    assert (await lab.ok(device, "lock_settings")) == {"lock": None, "possible": False}
    assert await lab.code(device, "turn_lock_on", password=PASSWORD, **CLOSING) == "LOCK_NEEDS_ACCOUNT"
    await lab.join(device)
    assert (await lab.ok(device, "lock_settings")) == {"lock": None, "possible": True}
    assert await lab.code(device, "turn_lock_on", password="not this one", **CLOSING) == "WRONG_PASSWORD"
    assert LOCK not in device.records
    assert (await lab.ok(device, "boot"))["lock"] is None


@play
async def test_leaving_the_account_turns_the_lock_off() -> None:
    lab, device, vault, _ = await locked()
    await lab.ok(device, "unlock", password=PASSWORD)
    await lab.ok(device, "set_pin", pin="123456")
    await lab.ok(device, "leave_account")
    await lab.restart(device)
    assert (await lab.ok(device, "lock_settings")) == {"lock": None, "possible": False}
    assert PLANTED[1] in await lab.labels(device, vault)
    await lab.join(device, adopt=True)
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    assert (await lab.ok(device, "boot"))["lock"]["pin"] is False


@play
async def test_commits_wait_while_it_is_locked() -> None:
    lab, device, vault = await planted()
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    await lab.commit(device, vault, "not pushed yet")
    await lab.ok(device, "lock")
    assert await lab.code(device, "sync") == "LOCKED"
    await lab.ok(device, "unlock", password=PASSWORD)
    status = await lab.ok(device, "sync")
    assert (status["phase"], status["waiting"]) == ("synced", 0)
    other = lab.profiles[1]
    await lab.ok(other, "sync")
    assert "not pushed yet" in await lab.labels(other, vault)


@play
async def test_a_lock_waits_for_the_calls_that_run_and_holds_back_later_ones() -> None:
    lab, device, vault = await planted()
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    facade = device.facade
    assert facade is not None
    calls = [lab.commit(device, vault, "just before"), lab.call(device, "lock"), lab.call(device, "lock")]
    running = [asyncio.ensure_future(each) for each in [*calls, lab.call(device, "sync")]]
    answers = await asyncio.gather(*running)
    assert answers[0]["commit"]["label"] == "just before"
    assert [answers[1], answers[2]] == [{"ok": {}}, {"ok": {}}]
    assert answers[3]["error"]["code"] == "LOCKED"
    await lab.ok(device, "unlock", password=PASSWORD)
    assert "just before" in await lab.labels(device, vault)


class KeepingCrypto(SimCrypto):
    """A host whose run has several engines, one after the other, as the tabs of a browser."""

    kept: bytes | None = None

    async def keep_lock_key(self, key: bytes | None) -> None:
        type(self).kept = key

    async def kept_lock_key(self) -> bytes | None:
        return type(self).kept


@play
async def test_the_next_engine_of_a_run_takes_the_key_over_but_not_after_a_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.simulation.world.SimCrypto", KeepingCrypto)
    lab, device, _, before = await locked()
    assert KeepingCrypto.kept is None
    await lab.ok(device, "unlock", password=PASSWORD)
    stale = KeepingCrypto.kept
    await lab.restart(device)
    assert await holdings(lab, device) == before
    await lab.ok(device, "lock")
    for kept in (stale, bytes(40), b"", None):
        KeepingCrypto.kept = kept
        await lab.crash(device)
        lab.switch_on(device)
        assert await lab.code(device, "boot") == "LOCKED"


_decode = msgpack_decoder(dict[str, Any], Limits(64 * 1024))


@play
async def test_an_earlier_version_refuses_the_records() -> None:
    lab, device, _ = await planted()
    assert _decode(device.records[DEVICE])["format"] < LOCK_FORMAT
    await lab.ok(device, "turn_lock_on", password=PASSWORD, **CLOSING)
    assert _decode(device.records[DEVICE])["format"] == LOCK_FORMAT
    new = "another long password"
    await lab.ok(device, "change_password", password=PASSWORD, new_password=new, end_sessions=False)
    await lab.ok(device, "leave_account")
    assert _decode(device.records[DEVICE])["format"] == LOCK_FORMAT


@pytest.mark.parametrize("at", ["sealed", "key_id"])
@play
async def test_a_damaged_lock_says_so(at: str) -> None:
    lab, device, _, _ = await locked()
    record = _decode(device.records[LOCK])
    device.records[LOCK] = msgspec.msgpack.encode({**record, at: bytes(len(record[at]))})
    assert await lab.code(device, "unlock", password=PASSWORD) == "STORAGE_DAMAGED"
    device.records[LOCK] = b"\xc1"
    assert await lab.code(device, "boot") == "STORAGE_DAMAGED"
