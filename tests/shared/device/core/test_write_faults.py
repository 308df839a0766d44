"""Every write of every operation fails in turn, by an error and by a crash before or after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from shared.errors import AutusError
from tests.shared.device.coming_in import add_code, recovery_fields
from tests.shared.device.lab import NAME, PASSWORD, Lab, play, two_devices
from tests.simulation.world import Profile

WRITES_MAX = 40
Scene = tuple[Lab, Profile, str]
Operation = Callable[[Lab, Profile, str], Awaitable[Any]]


class Crash(BaseException):
    """The process ends here."""


async def alone() -> Scene:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    await lab.commit(device, vault, "one")
    lab.draft(device, vault, 1, {"mass_modifier": 0.25})
    await lab.ok(device, "save_draft", vault=vault)
    return lab, device, vault


async def with_words() -> Scene:
    lab, device, vault = await alone()
    await lab.ok(device, "set_words", vault=vault, words={"names": {"n1": "first"}})
    return lab, device, vault


async def with_account_elsewhere() -> Scene:
    lab, a, _, _ = await two_devices()
    device = await lab.device("C")
    vault = (await lab.ok(device, "create_vault", title="Local goal"))["vault"]
    await lab.commit(device, vault, "local")
    lab.draft(device, vault, 1, {"mass_modifier": 0.25})
    assert a.facade is not None
    return lab, device, vault


async def both_changed() -> Scene:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "on A")
    await lab.ok(a, "sync")
    await lab.commit(b, vault, "on B")
    return lab, b, vault


async def behind() -> Scene:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "on A")
    await lab.ok(a, "sync")
    return lab, b, vault


async def copied() -> Scene:
    lab, a, _, vault = await two_devices()
    copy = lab.copy_profile(a)
    lab.switch_on(copy)
    await lab.ok(copy, "boot")
    await lab.commit(a, vault, "on the original")
    await lab.ok(a, "sync")
    await lab.commit(copy, vault, "on the copy")
    await lab.ok(copy, "sync")
    return lab, copy, vault


async def joined() -> Scene:
    lab, a, _, vault = await two_devices()
    return lab, a, vault


async def behind_a_change() -> Scene:
    lab, a, b, vault = await two_devices()
    await lab.ok(a, "change_password", **CHANGE)
    return lab, b, vault


async def with_a_code_elsewhere() -> Scene:
    lab, device, vault = await with_account_elsewhere()
    lab.note = await add_code(lab, lab.profiles[0])
    return lab, device, vault


async def recover(lab: Lab, device: Profile, _: str) -> Any:
    fields = await recovery_fields(lab, device, lab.note)
    fields |= {"new_password": NEW_PASSWORD, "adopt": True}
    return await lab.call(device, "recover_with_code", **fields)


def of_vault(method: str, **fields: object) -> Operation:
    return lambda lab, device, vault: lab.call(device, method, vault=vault, **fields)


def plain(method: str, **fields: object) -> Operation:
    return lambda lab, device, _: lab.call(device, method, **fields)


async def edit(lab: Lab, device: Profile, vault: str) -> Any:
    return await lab.call(device, "set_words", vault=vault, words={"names": {"n1": "first"}})


IMPORTED = [{"t_ms": 5, "patches": [[1, {"mass_modifier": 0.1}]], "label": f"i{n}"} for n in range(3)]
CREDENTIALS = {"name": NAME, "password": PASSWORD, "device_name": "device"}

NEW_PASSWORD = "a wholly new password"
CHANGE = {"password": PASSWORD, "new_password": NEW_PASSWORD, "end_sessions": False}

OPERATIONS: dict[str, tuple[Callable[[], Awaitable[Scene]], Operation, bool]] = {
    "create": (alone, plain("create_vault", title="Another"), True),
    "commit": (alone, of_vault("commit", label="two", note="a note"), True),
    "discard": (alone, of_vault("discard_draft"), True),
    "discard beside words": (with_words, of_vault("discard_draft"), True),
    "save": (alone, of_vault("save_draft"), True),
    "words": (alone, edit, True),
    "import": (alone, of_vault("import_commits", commits=IMPORTED), True),
    "register": (alone, plain("register", **CREDENTIALS), True),
    "log in and adopt": (with_account_elsewhere, plain("login", **CREDENTIALS, adopt=True), False),
    "change the password": (joined, plain("change_password", **CHANGE), False),
    "follow a change": (behind_a_change, plain("sync"), False),
    "recover and adopt": (with_a_code_elsewhere, recover, False),
    "pull": (behind, plain("sync"), False),
    "merge and push": (both_changed, plain("sync"), False),
    "renew_device_id": (copied, plain("renew_device_id", password=PASSWORD, device_name="copy"), False),
}


def failing(number: int, where: str, error: BaseException) -> Callable[[Profile, str], None]:
    """Fails the `number`-th write of the only profile at work."""
    seen = 0

    def fault(_: Profile, at: str) -> None:
        nonlocal seen
        if at == where:
            if seen == number:
                seen += 1
                raise error
            seen += 1

    return fault


async def holdings(lab: Lab, device: Profile) -> dict[str, Any]:
    """All that a person would miss: labels, heads, drafts and words of every vault."""
    assert device.facade is not None
    found = {}
    for vault in list(device.facade.device.vaults.values()):
        key = vault.id.hex()
        answer = await lab.call(device, "view", vault=key)
        if "ok" in answer:
            view = answer["ok"]
            labels = await lab.labels(device, key)
            found[key] = (labels, view["state_hash"], view["draft"], view["pending"], view["sim"] is None)
            assert (await lab.ok(device, "verify", vault=key))["ok"]
    return found


def labels_of(found: dict[str, Any]) -> Counter[str]:
    return Counter(label for held in found.values() for label in held[0])


async def outcome(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the device holds before and after the operation, without a failure."""
    scene, operation, _ = OPERATIONS[name]
    lab, device, vault = await scene()
    before = await holdings(lab, device)
    await operation(lab, device, vault)
    await lab.restart(device)
    return before, await holdings(lab, device)


@pytest.mark.parametrize("kind", ["error", "crash before", "crash after"])
@pytest.mark.parametrize("name", OPERATIONS)
@play
async def test_a_failed_write_leaves_the_state_before_or_after(name: str, kind: str) -> None:
    scene, operation, single = OPERATIONS[name]
    before, after = await outcome(name)
    for number in range(WRITES_MAX):
        lab, device, vault = await scene()
        error = AutusError("STORAGE_FAILED", "no room") if kind == "error" else Crash()
        lab.fault = failing(number, "after write" if kind == "crash after" else "before write", error)
        try:
            answer = await operation(lab, device, vault)
        except Crash:
            answer = None
        lab.fault = None
        if answer is not None and kind != "error":
            assert number
            break
        in_memory = await holdings(lab, device) if kind == "error" else None
        await lab.restart(device)
        found = await holdings(lab, device)
        if in_memory is not None and single and name != "log in and adopt":
            assert labels_of(in_memory) == labels_of(found)
        if single and name != "create":
            assert found in (before, after)
        assert not labels_of(before) - labels_of(found)
        assert all(count == 1 for count in labels_of(found).values())
        await _again(lab, device, vault, name)
        again = await holdings(lab, device)
        assert labels_of(again) == labels_of(after)
        if kind == "error" and answer is not None and "STORAGE_FAILED" not in str(answer):
            break
    else:
        raise AssertionError("the operation writes without an end")


# The server has carried it out before the write failed. Then the secret that was replaced opens nothing.
DONE_BEFORE = {"change the password": ["WRONG_PASSWORD"], "recover and adopt": ["BAD_CREDENTIALS"]}


async def _again(lab: Lab, device: Profile, vault: str, name: str) -> None:
    """Repeats the operation, unless it has succeeded."""
    _, operation, _ = OPERATIONS[name]
    assert device.facade is not None
    if name in {"commit", "import"}:
        labels = await lab.labels(device, vault)
        if "two" in labels or "i2" in labels:
            return
    answer = await operation(lab, device, vault)
    code = answer.get("error", {}).get("code")
    assert code in {None, "ALREADY_REGISTERED", "NAME_TAKEN", *DONE_BEFORE.get(name, ())}, answer
    if code == "NAME_TAKEN":
        await lab.ok(device, "login", **CREDENTIALS, adopt=True)
    if code == "BAD_CREDENTIALS":
        await lab.ok(device, "login", **{**CREDENTIALS, "password": NEW_PASSWORD}, adopt=True)
    if device.facade.device.account is not None:
        status = await lab.ok(device, "sync")
        if status["needs"] == "password":
            status = await lab.ok(device, "renew_device_id", password=PASSWORD, device_name="copy")
        assert (status["phase"], status["waiting"]) == ("synced", 0), status


@play
async def test_a_failed_commit_keeps_the_draft() -> None:
    lab, device, vault = await alone()
    await edit(lab, device, vault)
    before = await lab.ok(device, "view", vault=vault)
    lab.fault = failing(0, "before write", AutusError("STORAGE_FAILED", "no room"))
    assert await lab.code(device, "commit", vault=vault, label="two") == "STORAGE_FAILED"
    lab.fault = None
    assert await lab.ok(device, "view", vault=vault) == before
    done = await lab.ok(device, "commit", vault=vault, label="two")
    assert done["commit"]["seq"] == 3
    assert done["view"]["context"]["names"] == {"n1": "first"}


@play
async def test_a_write_that_failed_but_succeeded_is_read_back() -> None:
    lab, device, vault = await alone()
    lab.fault = failing(0, "after write", AutusError("STORAGE_FAILED", "the answer was lost"))
    assert await lab.code(device, "commit", vault=vault, label="two") == "STORAGE_FAILED"
    lab.fault = None
    lab.draft(device, vault, 1, {"mass_modifier": 0.5})
    assert await lab.code(device, "commit", vault=vault, label="three") == "COMMIT_BLOCKED_BY_RULES"
    await lab.commit(device, vault, "three")
    assert await lab.labels(device, vault) == ["three", "two", "one"]
    assert (await lab.ok(device, "verify", vault=vault))["ok"]
