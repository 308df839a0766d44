"""Coming back as a new device on a profile whose device was revoked. Its goals come back from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.account.enrolment import enrol_device
from shared.device.account.new_id import new_record
from shared.device.account.unlock import unlock_account
from shared.device.core.device_opening import read_vaults
from shared.device.core.lock import seal_account_key
from shared.device.core.records import (
    ACCOUNT,
    ACTIVE,
    DEVICE,
    TOKEN,
    WAYS_FORMAT,
    encode,
    meta_record,
    seal_records,
)
from shared.text import check_account_name, sent_account_name
from shared.vault.roster import read_verified

if TYPE_CHECKING:
    from shared.device.account.way_opening import WayAtHand
    from shared.device.core.device import Device
    from shared.device.core.records import AccountRecord, DeviceRecord
    from shared.vault.keys import Secrets


async def rejoin(device: Device, name: str | None, way: WayAtHand, device_name: str) -> None:
    """Enrols this profile under a new id. Later rounds of sync rewrite what the former device had not pushed.

    Raises AutusError as `unlock_account` and `enrol_device`.
    """
    if name is not None:
        name = sent_account_name(name)
        check_account_name(name)
    known = device.require_account()
    record = await new_record(device)
    unlocked = await unlock_account(device, record, name, way)
    try:
        statements = await enrol_device(device, record, unlocked, device_name)
        account = msgspec.structs.replace(known, roster=statements, keyset=unlocked.answer.keyset)
        await come_back(
            device, record, account, unlocked.account_key, unlocked.answer.token, unlocked.secrets
        )
    except BaseException:
        device.host.transport.use_token(device.token)
        raise


async def come_back(
    device: Device,
    record: DeviceRecord,
    account: AccountRecord,
    account_key: bytes,
    token: str | None,
    secrets: Secrets,
) -> None:
    """Continues as the device of `record`, which the roster of `account` has, with the goals of the store."""
    try:
        vaults = await read_vaults(device.host)
        account = msgspec.structs.replace(account, signed_in=True, revoked=False)
        tokens = [] if token is None else [(TOKEN, token.encode())]
        puts = await seal_account_key(device.host, account.identity, account_key)
        puts += await seal_records(device.host.crypto, tokens)
        record = msgspec.structs.replace(record, format=max(record.format, WAYS_FORMAT))
        puts += [(ACCOUNT, encode(account)), (DEVICE, encode(record))]
        async with device.identity_lock:
            # Under the new id, sequence numbers start at 1 in every vault.
            for vault in vaults.values():
                vault.meta = msgspec.structs.replace(vault.meta, seq=0)
            puts += [meta_record(vault.id, vault.meta) for vault in vaults.values()]
            device.vaults = vaults
            roster = read_verified(account.identity, account.roster)
            rekeyed = await device.rekey(roster, account_key, secrets)
            await device.host.store.write([*puts, *rekeyed.puts])
            device.take_keys(record, account, account_key, None)
            rekeyed.use(device.vaults)
            device.use_token(token)
    except BaseException:
        if device.is_revoked:
            device.vaults = {}
        device.host.transport.use_token(device.token)
        raise
    (active,) = await device.host.store.get([ACTIVE])
    if active in device.vaults:
        device.active = active
        await device.vaults[active].load()
