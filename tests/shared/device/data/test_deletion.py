"""Deleting goals and leaving accounts: what is removed, what stays, and what other devices see."""

from __future__ import annotations

import pytest

from shared.device.api.facade import METHODS, find_method
from shared.device.core.host import Response
from shared.device.data.backups import BackupRecord, is_due
from shared.errors import AutusError
from shared.vault.keys import open_keyset
from shared.wire.vaults import VaultList
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, preview
from tests.simulation.world import Profile

DAY_MS = 86_400_000


def traces(profile: Profile, vault: str) -> list[str]:
    return [key for key in profile.records if vault in key]


async def names(lab: Lab, profile: Profile) -> list[str]:
    return [goal["name"] for goal in (await lab.ok(profile, "boot"))["vaults"]]


async def deleted_elsewhere(lab: Lab, profile: Profile) -> None:
    """Syncs. The person is told that the one goal was deleted on another device, and nothing is in sync."""
    status = await lab.ok(profile, "sync")
    (goal,) = status["vaults"]
    shown = (status["phase"], status["error"]["code"], goal["state"], goal["error"]["code"])
    assert shown == ("refused", "VAULT_DELETED", "deleted", "VAULT_DELETED")


async def keys_of(lab: Lab, profile: Profile) -> set[str]:
    """The vaults whose keys the server's keyset holds."""
    assert profile.facade is not None
    assert lab.server.database.keyset is not None
    account_key = profile.facade.device.account_key
    return set((await open_keyset(lab.crypto, account_key, lab.server.database.keyset)).vaults)


def test_late_methods_are_found_by_their_names() -> None:
    from shared.device.api import data_calls

    for name, method in data_calls.METHODS.items():
        assert find_method(name) is method
    assert not data_calls.METHODS.keys() & METHODS.keys()
    assert find_method("no_such_method") is None


@play
async def test_deleting_a_local_goal_leaves_no_record() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    first = (await lab.ok(device, "create_vault", title="First"))["vault"]
    second = (await lab.ok(device, "create_vault", title="Second"))["vault"]
    await lab.commit(device, second, "one")
    lab.draft(device, second, 1, {"mass_modifier": 0.2})
    await lab.ok(device, "save_draft", vault=second)
    drafted = (await lab.ok(device, "view", vault=second))["draft"]
    await lab.ok(device, "keep_whatif", vault=second, name="kept", draft=drafted)
    await archive(lab, device, second)
    left = await lab.ok(device, "delete_vault", vault=second, where="device")
    assert (left["active"], [goal["vault"] for goal in left["vaults"]]) == (first, [first])
    assert traces(device, second) == []
    assert await lab.code(device, "view", vault=second) == "NO_SUCH_VAULT"
    await lab.ok(device, "delete_vault", vault=first, where="device")
    await lab.restart(device)
    assert (await lab.ok(device, "boot"))["active"] is None
    assert await names(lab, device) == []


@play
async def test_a_detached_goal_stays_detached_until_it_is_reattached() -> None:
    lab, a, b, vault = await two_devices()
    await lab.ok(b, "delete_vault", vault=vault, where="device")
    assert traces(b, vault) == [f"away/{vault}"]
    await lab.ok(b, "sync")
    await lab.restart(b)
    await lab.ok(b, "sync")
    assert await names(lab, b) == []
    away = (await lab.ok(b, "data_status"))["detached"]
    assert away == [{"vault": vault, "name": "Ship it"}]
    await lab.commit(a, vault, "meanwhile")
    await lab.ok(a, "sync")
    await lab.ok(b, "reattach_vault", vault=vault)
    assert await lab.labels(b, vault) == await lab.labels(a, vault)
    assert (await lab.ok(b, "data_status"))["detached"] == []


@pytest.mark.parametrize("where", ["server", "both"])
@play
async def test_a_goal_deleted_on_the_server_stays_on_its_devices_and_reaches_no_new_one(where: str) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "only on B")
    wrong = {"vault": vault, "where": where, "password": "not the password"}
    assert await lab.code(a, "delete_vault", **wrong) == "BAD_CREDENTIALS"
    assert await lab.sync_error(a, vault) is None
    await lab.ok(a, "delete_vault", vault=vault, where=where, password=PASSWORD)
    assert await names(lab, a) == (["Ship it"] if where == "server" else [])
    assert bool(traces(a, vault)) is (where == "server")
    status = await lab.ok(a, "sync")
    assert (status["phase"], status["error"]) == ("synced", None)
    assert [each["state"] for each in status["vaults"]] == (["here_only"] if where == "server" else [])
    await deleted_elsewhere(lab, b)
    assert vault not in await keys_of(lab, a)
    assert "only on B" in await lab.labels(b, vault)
    assert (await lab.ok(b, "data_status"))["deleted_on_server"] == [vault]
    await lab.restart(b)
    await deleted_elsewhere(lab, b)
    fresh = await lab.device("C")
    await lab.join(fresh)
    await lab.ok(fresh, "sync")
    assert await names(lab, fresh) == []
    await lab.commit(b, vault, "goes on")
    again = await lab.ok(b, "republish_vault", vault=vault)
    assert again["vault"] != vault
    await lab.ok(fresh, "sync")
    assert await lab.labels(fresh, again["vault"]) == await lab.labels(b, again["vault"])
    assert "only on B" in await lab.labels(fresh, again["vault"])
    assert await lab.code(b, "republish_vault", vault=again["vault"]) == "NOT_DELETED"


@play
async def test_deleting_a_goal_that_the_server_lacks_is_refused() -> None:
    lab, a, _, _ = await two_devices()
    demo = (await lab.ok(a, "create_vault", title="Example", demo=True))["vault"]
    request = {"vault": demo, "where": "both", "password": PASSWORD}
    assert await lab.code(a, "delete_vault", **request) == "NOT_SYNCED"
    lone = await lab.device("L")
    own = (await lab.ok(lone, "create_vault", title="Own"))["vault"]
    request = {"vault": own, "where": "server", "password": PASSWORD}
    assert await lab.code(lone, "delete_vault", **request) == "NO_ACCOUNT"
    assert await names(lab, lone) == ["Own"]


@play
async def test_a_deleted_account_leaves_its_goals_and_its_name_is_free_again() -> None:
    lab, a, b, vault = await two_devices()
    before = await lab.labels(a, vault)
    await lab.ok(a, "delete_vault", vault=vault, where="device")
    await lab.ok(a, "reattach_vault", vault=vault)
    assert await lab.code(a, "delete_account", password="not the password") == "BAD_CREDENTIALS"
    left = await lab.ok(a, "delete_account", password=PASSWORD)
    assert (left["status"]["phase"], left["status"]["waiting"]) == ("local", 2)
    assert lab.server.database.keyset is None
    await lab.restart(a)
    assert (await lab.ok(a, "boot"))["account"] is None
    await lab.commit(a, vault, "alone")
    status = await lab.ok(b, "sync")
    assert (status["phase"], status["needs"]) == ("signed_out", "login")
    await lab.ok(b, "leave_account")
    assert await lab.labels(b, vault) == before
    await lab.join(a)
    assert (await lab.ok(a, "sync"))["phase"] == "synced"
    await lab.join(b)
    status = await lab.ok(b, "sync")
    # The goal that both had is one goal again.
    assert (status["phase"], len(status["vaults"])) == ("synced", 1)
    assert await lab.code(await lab.device("L"), "leave_account") == "NO_ACCOUNT"


def test_the_notice_of_a_goal_counts_commits_and_days_since_the_last_archive() -> None:
    never = BackupRecord()
    assert not is_due(never, 0, 49, DAY_MS)
    assert is_due(never, 0, 50, DAY_MS)
    assert not is_due(never, 0, 1, 14 * DAY_MS - 1)
    assert is_due(never, 0, 1, 14 * DAY_MS)
    archived = BackupRecord(archived_ms=100 * DAY_MS, archived_commits=60)
    assert not is_due(archived, 0, 60, 500 * DAY_MS)
    assert not is_due(archived, 0, 61, 113 * DAY_MS)
    assert is_due(archived, 0, 61, 114 * DAY_MS)
    dismissed = BackupRecord(dismissed_ms=20 * DAY_MS, dismissed_commits=70)
    assert not is_due(dismissed, 0, 71, 33 * DAY_MS)
    assert is_due(dismissed, 0, 71, 34 * DAY_MS)
    assert not is_due(archived, 0, 61, 0)


@play
async def test_the_notice_ends_after_an_archive_a_sync_or_a_dismissal() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Goal"))["vault"]
    commits = [{"t_ms": 5, "patches": [[1, {"mass_modifier": 0.1}]], "label": f"i{n}"} for n in range(60)]
    await lab.ok(device, "import_commits", vault=vault, commits=commits)

    async def shown() -> dict[str, object]:
        (status,) = (await lab.ok(device, "data_status"))["backups"]
        return {key: status[key] for key in ("only_here", "since_archive", "due")}

    assert await shown() == {"only_here": 61, "since_archive": 61, "due": True}
    await lab.ok(device, "dismiss_backup")
    assert (await shown())["due"] is False
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    assert (await shown())["due"] is True
    await archive(lab, device, vault)
    assert await shown() == {"only_here": 121, "since_archive": 0, "due": False}
    await lab.ok(device, "import_commits", vault=vault, commits=commits)
    assert (await shown())["due"] is True
    await lab.join(device)
    await lab.ok(device, "sync")
    assert await shown() == {"only_here": 0, "since_archive": 60, "due": False}


@play
async def test_leaving_an_account_drops_goals_without_commits() -> None:
    lab, _, _, vault = await two_devices()
    late = await lab.device("C")
    kept = lab.server.database.vaults.pop(bytes.fromhex(vault))
    await lab.join(late)
    await lab.call(late, "select_vault", vault=vault)
    assert await names(lab, late) == ["Ship it"]
    await lab.ok(late, "leave_account")
    assert await names(lab, late) == []
    assert traces(late, vault) == []
    await lab.restart(late)
    own = (await lab.ok(late, "create_vault", title="Own"))["vault"]
    lab.server.database.vaults[bytes.fromhex(vault)] = kept
    await lab.join(late)
    status = await lab.ok(late, "sync")
    assert (status["phase"], status["error"]) == ("synced", None)
    assert sorted(await names(lab, late)) == ["Own", "Ship it"]
    assert await lab.labels(late, vault)
    assert not traces(late, own)


@play
async def test_leaving_an_account_ends_the_session() -> None:
    lab, a, _, _ = await two_devices()
    sessions = len(lab.server.database.sessions)
    await lab.ok(a, "leave_account")
    assert len(lab.server.database.sessions) == sessions - 1


@play
async def test_a_device_leaves_whatever_the_server_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, _, vault = await two_devices()

    async def flood(_: Profile, __: object) -> Response:
        raise AutusError("ANSWER_TOO_LARGE", "more than any answer may have")

    monkeypatch.setattr(lab, "_send", flood)
    await lab.ok(a, "leave_account")
    assert (await lab.ok(a, "boot"))["account"] is None
    assert await lab.labels(a, vault) == ["a1"]


@play
async def test_a_goal_deleted_during_its_push_is_kept_and_not_pushed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "on its way")
    facade = b.facade
    assert facade is not None
    listed = await facade.device.server.vaults()
    await lab.ok(a, "delete_vault", vault=vault, where="server", password=PASSWORD)

    async def as_before() -> VaultList:
        return listed

    with monkeypatch.context() as before:
        before.setattr(facade.device.server, "vaults", as_before)
        # The list came before the deletion.
        assert (await lab.sync_error(b, vault) or {})["code"] == "VAULT_DELETED"
    await deleted_elsewhere(lab, b)
    assert (await lab.ok(b, "data_status"))["deleted_on_server"] == [vault]
    assert "on its way" in await lab.labels(b, vault)


@play
async def test_a_goal_deleted_during_its_pull_is_kept_and_not_pulled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "only on B")
    await lab.commit(a, vault, "half sent")
    await lab.ok(a, "sync")
    answer = lab.server.answer

    async def cut_short(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        whole = await answer(token, method, path, body)
        if method != "GET" or "/pushes" not in path:
            return whole
        monkeypatch.undo()
        await lab.ok(a, "delete_vault", vault=vault, where="server", password=PASSWORD)
        return whole._replace(body=whole.body[: len(whole.body) // 2])

    monkeypatch.setattr(lab.server, "answer", cut_short)
    assert (await lab.sync_error(b, vault) or {})["code"] == "VAULT_DELETED"
    await deleted_elsewhere(lab, b)
    assert (await lab.ok(b, "data_status"))["deleted_on_server"] == [vault]
    assert "only on B" in await lab.labels(b, vault)


@play
async def test_an_unreadable_answer_is_reported_after_two_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(a, vault, "later")
    await lab.ok(a, "sync")
    answer = lab.server.answer
    asked: list[str] = []

    async def unreadable(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if method == "GET" and "/pushes" in path:
            asked.append(path)
            return Response(200, b"\xc1", "application/msgpack")
        return await answer(token, method, path, body)

    monkeypatch.setattr(lab.server, "answer", unreadable)
    error = await lab.sync_error(b, vault)
    assert error is not None
    assert (error["code"], len(asked)) == ("BAD_ANSWER", 2)


@pytest.mark.parametrize("there", [True, False])
@play
async def test_a_deleted_goal_that_an_archive_brings_back_says_that_it_is_deleted(there: bool) -> None:
    lab, a, b, vault = await two_devices()
    device = a if there else b
    file, _ = await preview(lab, device, await archive(lab, a, vault), passphrase=PASSPHRASE)
    await lab.ok(a, "delete_vault", vault=vault, where="both", password=PASSWORD)
    if not there:
        await lab.ok(b, "delete_vault", vault=vault, where="device")
    await lab.ok(device, "apply_import", file=file, vaults=[vault])
    await lab.commit(device, vault, "only here")
    await deleted_elsewhere(lab, device)
    new = (await lab.ok(device, "republish_vault", vault=vault))["vault"]
    assert (await lab.ok(device, "sync"))["phase"] == "synced"
    await lab.ok(b if there else a, "sync")
    assert await lab.labels(b if there else a, new) == ["only here", "a1"]
