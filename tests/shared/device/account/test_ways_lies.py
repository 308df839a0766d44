"""A server that lies about the ways in: refused with a code, nothing lost, and healed by honest answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from shared.device.core.host import Response
from shared.vault.keys import Secrets, seal_keyset
from shared.vault.roster import sign_ways
from shared.vault.roster_statements import WaysContent
from shared.vault.ways import OpenedWay, account_key_id, make_way, seal_to_devices, seal_to_ways, way_entry
from shared.wire.accounts import Keyset, Wrap
from tests.shared.device.account.test_ways import CHANGE, NEW_PASSWORD, both_go_on, log_in
from tests.shared.device.lab import NAME, PASSWORD, Lab, play
from tests.simulation.database import Database
from tests.simulation.world import Profile

Lie = Callable[[Lab, Database], Awaitable[None]]
OWN_KEY = b"k" * 32


def keyset_of(database: Database) -> Keyset:
    assert database.keyset is not None
    return database.keyset


async def own_key_for_every_half(lab: Lab, _: Database) -> None:
    """Everything opens, but under a key of the server."""
    database, crypto = lab.server.database, lab.server._crypto
    assert database.roster is not None
    seals = await seal_to_devices(crypto, database.roster, 2, OWN_KEY)
    planted = replace(keyset_of(database), devices=seals)
    database.keyset = await seal_keyset(crypto, OWN_KEY, planted, Secrets())


async def inserted_way_in(lab: Lab, _: Database) -> None:
    database, crypto = lab.server.database, lab.server._crypto
    way = await make_way(crypto, "recovery", b"x" * 32, None, database.identity)
    keyset = keyset_of(database)
    database.keyset = replace(keyset, ways=(*keyset.ways, way))


async def garbled_way_in(lab: Lab, _: Database) -> None:
    keyset = keyset_of(lab.server.database)
    way = replace(keyset.ways[0], private=keyset.ways[0].private[::-1])
    lab.server.database.keyset = replace(keyset, ways=(way,))


async def keyset_of_the_epoch_before(lab: Lab, before: Database) -> None:
    version = keyset_of(lab.server.database).version
    lab.server.database.keyset = replace(keyset_of(before), version=version)


async def keyset_of_the_first_format(lab: Lab, _: Database) -> None:
    keyset = keyset_of(lab.server.database)
    kdf = keyset.ways[0].kdf
    assert kdf is not None
    wrap = Wrap("password", bytes(16), kdf, account_key=bytes(60), identity_seed=bytes(60))
    lab.server.database.keyset = replace(keyset, epoch=0, ways=(), devices=(), wraps=(wrap,))


async def ways_signed_with_the_key_before(lab: Lab, before: Database) -> None:
    """Somebody with an old password and an old keyset signs for the roster of today."""
    database, crypto = lab.server.database, lab.server._crypto
    assert database.roster is not None
    assert before.roster is not None
    assert before.roster.ways is not None
    seed = await lab.first_seed()  # type: ignore[attr-defined]
    kdf = keyset_of(database).ways[0].kdf
    way = await make_way(crypto, "password", b"x" * 32, kdf, database.identity)
    (way,) = await seal_to_ways(crypto, [way], database.identity, 3, OpenedWay(OWN_KEY, b"s" * 32))
    content = WaysContent(
        epoch=3,
        account_key_id=account_key_id(OWN_KEY, database.identity, 3),
        signing_key=await crypto.ed25519_public(b"s" * 32),
        device=bytes(16),
        entries=(way_entry(way, bytes(32)),),
    )
    statement = await sign_ways(crypto, seed, database.roster, content, 1)
    database.statements.append(statement)
    outline = replace(keyset_of(database), version=9, epoch=3, ways=(way,), devices=())
    database.keyset = await seal_keyset(crypto, OWN_KEY, outline, Secrets())


async def lab_before_a_change() -> tuple[Lab, Profile, Profile, str, Database, Database]:
    """B has not seen the password change that the server holds. The second last is the state before it."""
    lab = await Lab.open()
    a, b = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    seed = await a.facade.device.local_identity_seed()  # type: ignore[union-attr]

    async def first_seed() -> bytes:
        return seed

    lab.first_seed = first_seed  # type: ignore[attr-defined]
    await lab.join(a)
    await lab.ok(a, "sync")
    await lab.join(b)
    await both_go_on(lab, a, b, vault)
    before = lab.server.backup()
    await lab.ok(a, "change_password", **CHANGE)
    return lab, a, b, vault, before, lab.server.backup()


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (own_key_for_every_half, "KEYSET_TAMPERED"),
        (inserted_way_in, "KEYSET_TAMPERED"),
        (garbled_way_in, "KEYSET_TAMPERED"),
        (keyset_of_the_epoch_before, "KEYSET_TAMPERED"),
        (keyset_of_the_first_format, "KEYSET_TAMPERED"),
        (ways_signed_with_the_key_before, "BAD_STATEMENT"),
    ],
)
@play
async def test_a_lie_about_a_change_is_refused_and_heals(lie: Lie, code: str) -> None:
    lab, a, b, vault, before, honest = await lab_before_a_change()
    await lie(lab, before)
    await lab.commit(b, vault, "own")
    kept = dict(b.records)
    status = await lab.ok(b, "sync")
    assert status["error"]["code"] == code
    assert (status["phase"], status["waiting"]) == ("refused", 1)
    assert b.records == kept
    # A new device is not deceived either.
    fresh = await lab.device("F")
    fields = {"name": NAME, "password": NEW_PASSWORD, "device_name": "F", "adopt": True}
    # With lies about the parameters too, the password is wrong.
    assert await lab.code(fresh, "login", **fields) in (code, "BAD_CREDENTIALS")
    lab.server.restore(honest, honest=False)
    await both_go_on(lab, a, b, vault)
    assert "own" in await lab.labels(a, vault)


@play
async def test_a_seal_that_is_withheld_costs_a_log_in_and_nothing_else() -> None:
    lab, a, b, vault, _, honest = await lab_before_a_change()
    database = lab.server.database
    database.keyset = replace(keyset_of(database), devices=())
    assert (await lab.ok(b, "sync"))["error"]["code"] == "WAY_IN_NEEDED"
    lab.server.restore(honest, honest=False)
    await both_go_on(lab, a, b, vault)


@play
async def test_a_seal_for_another_device_opens_nothing() -> None:
    lab, _, b, _, _, _ = await lab_before_a_change()
    database = lab.server.database
    one, other = keyset_of(database).devices
    swapped = (replace(one, account_key=other.account_key), replace(other, account_key=one.account_key))
    database.keyset = replace(keyset_of(database), devices=swapped)
    assert (await lab.ok(b, "sync"))["error"]["code"] == "WAY_IN_NEEDED"


@play
async def test_a_password_that_was_replaced_opens_nothing_any_more() -> None:
    """Whoever knows it, and all that the server held before, cannot log in or change anything now."""
    lab, _, b, vault, before, _ = await lab_before_a_change()
    assert await lab.sync_error(b, vault) is None
    third = {"password": PASSWORD, "new_password": "of somebody else", "end_sessions": True}
    assert await lab.code(b, "change_password", **third) == "WRONG_PASSWORD"
    kept = dict(b.records)
    lab.server.restore(before, honest=False)
    assert (await lab.ok(b, "sync"))["error"]["code"] in ("SERVER_ROLLED_BACK", "SERVER_FORKED")
    assert await lab.code(b, "change_password", **third) == "SERVER_ROLLED_BACK"
    assert b.records == kept


@play
async def test_a_restored_server_gets_the_newest_ways_in_again() -> None:
    lab, a, b, vault, before, _ = await lab_before_a_change()
    await both_go_on(lab, a, b, vault)
    lab.server.restore(before, honest=True)
    for profile in (a, b, a):
        await lab.agree(profile)
    keyset = keyset_of(lab.server.database)
    assert keyset.epoch == 2
    await both_go_on(lab, a, b, vault)
    fresh = await lab.device("F")
    await log_in(lab, fresh, NEW_PASSWORD)
    assert set(await lab.labels(fresh, vault)) == set(await lab.labels(a, vault))


@play
async def test_a_password_that_changes_while_a_device_re_uploads_leaves_it_with_the_right_key() -> None:
    lab, a, b, vault, _, _ = await lab_before_a_change()
    await both_go_on(lab, a, b, vault)
    lab.server.restore(lab.server.backup(), honest=True)
    await lab.agree(a)
    assert (await lab.ok(b, "sync"))["needs"] == "generation"
    answer, third = lab.server.answer, "a third long password"

    async def changes_first(token: str | None, method: str, path: str, body: bytes | None) -> Response:
        if path.endswith("/roster?after=0"):
            lab.server.answer = answer  # type: ignore[method-assign]
            change = {"password": NEW_PASSWORD, "new_password": third, "end_sessions": False}
            await lab.ok(a, "change_password", **change)
        return await answer(token, method, path, body)

    lab.server.answer = changes_first  # type: ignore[method-assign]
    await lab.ok(b, "accept_generation")
    assert lab.server.answer is answer
    await both_go_on(lab, a, b, vault)


@play
async def test_a_restored_server_that_went_on_without_the_newest_ways_in_gets_nothing() -> None:
    lab, a, b, vault, before, _ = await lab_before_a_change()
    assert await lab.sync_error(b, vault) is None
    lab.server.restore(before, honest=True)
    other = await lab.device("O")
    await log_in(lab, other, PASSWORD)
    await lab.commit(a, vault, "own")
    assert (await lab.ok(a, "sync"))["needs"] == "generation"
    status = await lab.ok(a, "accept_generation")
    assert (status["error"]["code"], status["waiting"] > 0) == ("WAYS_LOST", True)
    assert keyset_of(lab.server.database).epoch == 1
    assert "own" in await lab.labels(a, vault)
    assert (await lab.ok(b, "sync"))["needs"] == "generation"
