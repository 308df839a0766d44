"""Accounts of the first format, as earlier versions made them: no ways in, and devices without a half."""

from __future__ import annotations

from typing import Any

from shared.device.account.typed_password import TypedPassword
from shared.device.account.unlock import unlock_account
from shared.device.core.device import Device
from shared.device.core.records import AccountRecord
from shared.vault.keys import (
    auth_key,
    derive_master_key,
    new_kdf,
    open_keyset,
    password_kek,
    seal_keyset,
)
from shared.vault.roster import Roster, seal_device_name, sign_add
from shared.wire.accounts import Keyset, Registration, SignedStatement
from tests.shared.device.lab import NAME, PASSWORD, Lab
from tests.shared.vault.first_format import make_wrap
from tests.simulation.world import Profile


async def join(lab: Lab, profile: Profile) -> None:
    """Registers or logs in as a version before the ways in did."""
    assert profile.facade is not None
    device = profile.facade.device
    if lab.server.database.keyset is None:
        await _register(device, profile.name)
    else:
        await _log_in(device, profile.name)


async def _added(
    device: Device, roster: Roster, account_key: bytes, seed: bytes, name: str
) -> SignedStatement:
    crypto, record = device.host.crypto, device.record
    sealed = await seal_device_name(crypto, account_key, record.device, name)
    return await sign_add(crypto, seed, roster, record.public, sealed, device.host.now_ms())


async def _register(device: Device, device_name: str) -> None:
    crypto, identity = device.host.crypto, device.record.identity
    seed, kdf = await device.local_identity_seed(), new_kdf(crypto)
    master = await derive_master_key(crypto, PASSWORD, kdf, None)
    wrap = await make_wrap(crypto, password_kek(master), kdf, identity, device.account_key, seed)
    outline = Keyset(version=1, wraps=(wrap,), sealed_secrets=b"")
    keyset = await seal_keyset(crypto, device.account_key, outline, device.own_secrets(None))
    statement = await _added(device, Roster(identity), device.account_key, seed, device_name)
    registration = Registration(
        name=NAME,
        auth_key=auth_key(master),
        identity=identity,
        device=device.record.device,
        keyset=keyset,
        roster=(statement,),
        session="token",
    )
    answer = await device.server.register(registration)
    await _join(device, answer, keyset, (statement,), device.account_key)


async def _log_in(device: Device, device_name: str) -> None:
    found = await unlock_account(device, device.record, NAME, TypedPassword(device, PASSWORD))
    statement = await _added(device, found.roster, found.account_key, found.signing_seed, device_name)
    await device.server.append_statement(statement)
    statements = (*found.answer.roster, statement)
    await _join(device, found.answer, found.answer.keyset, statements, found.account_key)


async def _join(
    device: Device,
    answer: Any,
    keyset: Keyset,
    statements: tuple[SignedStatement, ...],
    account_key: bytes,
) -> None:
    account = AccountRecord(
        name=NAME,
        identity=answer.identity,
        keyset=keyset,
        roster=statements,
        receipt_key=answer.receipt_key,
        signed_in=True,
        adopt=False,
        generations=(answer.generation,),
    )
    secrets = await open_keyset(device.host.crypto, account_key, keyset)
    await device.join(account, account_key, answer.token, secrets)
