"""What devices record in the keyset, and what a device that has seen nothing yet refuses with it."""

from __future__ import annotations

import msgspec
import pytest

from shared.device.core.records import ACCOUNT, AccountRecord, decode, encode
from shared.vault.keys import Secrets, open_keyset
from tests.lies.attacks import ATTACKS, FORK
from tests.shared.device.coming_in import WAYS_IN
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile

replace = msgspec.structs.replace


async def secrets_of(lab: Lab, device: Profile) -> Secrets:
    """What the server's keyset says."""
    assert device.facade is not None
    assert lab.server.database.keyset is not None
    return await open_keyset(lab.crypto, device.facade.device.account_key, lab.server.database.keyset)


async def record(lab: Lab, device: Profile) -> None:
    """Replaces the keyset: a new goal is a reason."""
    await lab.ok(device, "create_vault", title=f"A reason {lab.steps}")
    await lab.ok(device, "sync")


by_each_way = pytest.mark.parametrize("way", WAYS_IN)


def error_of(status: Document, vault: str) -> str | None:
    found = next((each for each in status["vaults"] if each["vault"] == vault), None)
    return found["error"]["code"] if found and found["error"] else None


@play
async def test_a_vault_is_recorded_once_and_then_with_every_new_keyset() -> None:
    lab, a, _, vault = await two_devices()
    await lab.ok(a, "sync")
    first = await secrets_of(lab, a)
    assert first.seen[vault].head == lab.stored(vault).pushes[first.seen[vault].number - 1].head
    await lab.commit(a, vault, "more")
    await lab.ok(a, "sync")
    await lab.ok(a, "sync")
    # A later push is no reason for a new keyset.
    assert await secrets_of(lab, a) == first
    await record(lab, a)
    await lab.ok(a, "sync")
    newest = lab.stored(vault).pushes[-1].receipt
    seen = (await secrets_of(lab, a)).seen[vault]
    assert (seen.generation, seen.number, seen.head) == (newest.generation, newest.number, newest.head)


@by_each_way
@play
async def test_a_new_device_refuses_a_history_older_than_recorded_and_takes_it_when_it_is_whole(
    way: str,
) -> None:
    lab, a, _, vault = await two_devices()
    come_in = await WAYS_IN[way](lab, a)
    await lab.commit(a, vault, "more")
    await lab.ok(a, "sync")
    await record(lab, a)
    c = await lab.device("C")
    lab.liar.begin(ATTACKS["an older history"])
    assert "ok" in await come_in(c)
    for _ in range(2):
        assert error_of(await lab.ok(c, "sync"), vault) == "SERVER_ROLLED_BACK"
        await lab.restart(c)
    assert await lab.code(c, "view", vault=vault) == "VAULT_EMPTY"
    lab.liar.stop()
    await lab.agree(c)
    assert await lab.labels(c, vault) == await lab.labels(a, vault)


@by_each_way
@play
async def test_a_new_device_refuses_a_history_that_is_not_the_recorded_one(way: str) -> None:
    lab, a, b, vault = await two_devices()
    come_in = await WAYS_IN[way](lab, a)
    old = lab.server.backup()
    await lab.commit(a, vault, "seen by A")
    await lab.ok(a, "sync")
    await record(lab, a)
    # Under the same generation the server goes on as if A had not pushed. It keeps the keyset.
    database = lab.server.database
    database.vaults[bytes.fromhex(vault)] = old.vaults[bytes.fromhex(vault)]
    for number in range(3):
        await lab.commit(b, vault, f"seen by B {number}")
    status = await lab.ok(b, "sync")
    assert error_of(status, vault) in {"SERVER_FORKED", "SERVER_ROLLED_BACK"}
    c = await lab.device("C")
    assert "ok" in await come_in(c)
    assert error_of(await lab.ok(c, "sync"), vault) in {"SERVER_FORKED", "SERVER_ROLLED_BACK"}
    assert await lab.code(c, "view", vault=vault) == "VAULT_EMPTY"


@play
async def test_two_devices_that_were_shown_two_histories_meet_in_the_keyset() -> None:
    lab, a, b, vault = await two_devices()
    lab.liar.begin(FORK)
    for number in range(2):
        await lab.commit(b, vault, f"for B only {number}")
        assert await lab.sync_error(b, vault) is None
    honest = lab.liar.branches
    lab.liar.stop()
    await lab.commit(a, vault, "for A only")
    await lab.ok(a, "sync")
    await record(lab, a)
    # B still sees its own history, but the keyset of A.
    lab.liar.begin(FORK)
    lab.liar.branches = honest
    await lab.ok(b, "sync")
    for _ in range(3):
        assert error_of(await lab.ok(b, "sync"), vault) == "SERVER_FORKED"
        await record(lab, b)
    assert "for B only 1" in await lab.labels(b, vault)


@play
async def test_what_another_device_records_after_the_list_was_made_accuses_nobody() -> None:
    lab, a, b, vault = await two_devices()
    send = lab._send

    async def carry(sender: Profile, request: tuple[str | None, str, str, bytes | None]) -> object:
        answer = await send(sender, request)
        if sender is b and request[2].endswith("/vaults"):
            lab._send = send  # type: ignore[method-assign]
            await lab.commit(a, vault, "meanwhile")
            await lab.ok(a, "sync")
            new = (await lab.ok(a, "create_vault", title="Meanwhile"))["vault"]
            await lab.ok(a, "sync")
            await lab.ok(a, "sync")
            assert new in (await secrets_of(lab, a)).seen
        return answer

    lab._send = carry  # type: ignore[method-assign, assignment]
    lab.server.is_old = True
    status = await lab.ok(b, "sync")
    assert status["error"] is None, status
    await lab.agree(b)
    assert "meanwhile" in await lab.labels(b, vault)


# Another device is asked itself, before it adds one.
@pytest.mark.parametrize("way", ["password", "recovery code"])
@play
async def test_a_new_device_asks_about_a_database_that_was_restored_before_it_came(way: str) -> None:
    lab, a, b, vault = await two_devices()
    come_in = await WAYS_IN[way](lab, a)
    await lab.ok(a, "sync")
    lab.server.restore(lab.server.backup(), honest=True)
    c = await lab.device("C")
    assert "ok" in await come_in(c)
    status = await lab.ok(c, "sync")
    assert (status["needs"], status["error"]["code"]) == ("generation", "NEW_GENERATION")
    assert await lab.code(c, "view", vault=vault) == "VAULT_EMPTY"
    for device in (c, a, b, c):
        await lab.agree(device)
    # Somebody has agreed, so the next new device is not asked.
    d = await lab.device("D")
    await lab.join(d)
    assert await lab.agree(d) == []
    assert await lab.labels(d, vault) == await lab.labels(a, vault)


@pytest.mark.parametrize("where", ["server", "both"])
@play
async def test_a_deletion_is_marked_before_it_is_done_and_a_refused_one_is_not(where: str) -> None:
    lab, a, b, vault = await two_devices()
    wrong = {"vault": vault, "where": where, "password": "not the password"}
    assert await lab.code(a, "delete_vault", **wrong) == "BAD_CREDENTIALS"
    assert (await secrets_of(lab, a)).deleted == {}
    assert a.facade is not None
    marked: list[Secrets] = []
    delete = lab.server._delete

    def look(deleted: bytes) -> None:
        marked.append(Secrets())
        delete(deleted)

    lab.server._delete = look  # type: ignore[method-assign]
    await lab.ok(a, "delete_vault", vault=vault, where=where, password=PASSWORD)
    assert marked
    secrets = await secrets_of(lab, a)
    assert secrets.deleted == {vault: a.facade.device.record.device}
    assert vault not in secrets.vaults
    assert vault not in secrets.seen
    assert error_of(await lab.ok(b, "sync"), vault) == "VAULT_DELETED"


@by_each_way
@play
async def test_the_word_of_the_server_takes_no_key_from_anybody(way: str) -> None:
    lab, a, b, vault = await two_devices()
    come_in = await WAYS_IN[way](lab, a)
    await lab.ok(a, "sync")
    lab.liar.begin(ATTACKS["a goal called deleted"])
    for device in (a, b, a):
        assert error_of(await lab.ok(device, "sync"), vault) == "SERVER_WITHHOLDS"
    c = await lab.device("C")
    assert "ok" in await come_in(c)
    assert error_of(await lab.ok(c, "sync"), vault) == "SERVER_WITHHOLDS"
    await record(lab, a)
    assert vault in (await secrets_of(lab, a)).vaults
    lab.liar.stop()
    for device in (a, b, c):
        await lab.agree(device)
        assert await lab.labels(device, vault) == ["a1"]


KDFS = {"weak": ({"memory_kib": 1024}, "KDF_TOO_WEAK"), "absurd": ({"memory_kib": 2**31}, "KDF_TOO_COSTLY")}


@pytest.mark.parametrize("kind", KDFS)
@play
async def test_parameters_that_were_changed_on_the_disk_of_the_device_are_refused(kind: str) -> None:
    """The account record is not sealed. The server has lost the account, so the device uses its own copy."""
    costs, code = KDFS[kind]
    lab, a, _, vault = await two_devices()
    account = decode(a.records[ACCOUNT], AccountRecord)
    ways = tuple(replace(way, kdf=replace(way.kdf, **costs)) for way in account.keyset.ways)  # type: ignore[type-var]
    a.records[ACCOUNT] = encode(replace(account, keyset=replace(account.keyset, ways=ways)))
    await lab.restart(a)
    assert await lab.code(a, "recover_account", password=PASSWORD) == code
    refused = await lab.code(a, "login", name=NAME, password=PASSWORD, device_name="A", adopt=False)
    # The server's parameters are the honest ones. An absurd floor refuses them.
    assert refused == ("SERVER_FORKED" if kind == "weak" else "KDF_TOO_WEAK")
    await lab.commit(a, vault, "goes on")
    assert "goes on" in await lab.labels(a, vault)
