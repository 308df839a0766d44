"""Enrolling this device again under a new id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.account.enrolment import enrol_device
from shared.device.account.new_id import new_record
from shared.device.account.unlock import Unlocked, unlock_account
from shared.device.core.lock import seal_account_key
from shared.device.core.records import (
    ACCOUNT,
    DEVICE,
    TOKEN,
    AccountRecord,
    DeviceRecord,
    encode,
    meta_record,
    seal_records,
)
from shared.device.sync.rewrite import rewrite_unpushable
from shared.vault.roster import read_verified

if TYPE_CHECKING:
    from shared.device.account.way_opening import WayAtHand
    from shared.device.core.device import Device


async def renew_device_id(device: Device, way: WayAtHand, device_name: str) -> None:
    """Enrols this profile under a new device id and rewrites its unpushable commits. Takes a way in."""
    joined = device.require_account()
    record = await new_record(device)
    unlocked = await unlock_account(device, record, joined.name, way)
    statements = await enrol_device(device, record, unlocked, device_name)
    try:
        # The log-in may have brought new keys, which belong to roster and keyset.
        account = msgspec.structs.replace(
            device.require_account(), roster=statements, keyset=unlocked.answer.keyset, signed_in=True
        )
        await _change_device_id(device, record, account, unlocked)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise
    for vault in device.synced_vaults():
        await rewrite_unpushable(device, vault)


async def _change_device_id(
    device: Device, record: DeviceRecord, account: AccountRecord, unlocked: Unlocked
) -> None:
    """Continues under the device id of `record`. Sequence numbers start at 1 again in every vault."""
    token, account_key = unlocked.answer.token, unlocked.account_key
    roster = read_verified(account.identity, account.roster)
    tokens = [] if token is None else [(TOKEN, token.encode())]
    puts = await seal_account_key(device.host, account.identity, account_key)
    puts += await seal_records(device.host.crypto, tokens)
    puts += [(ACCOUNT, encode(account)), (DEVICE, encode(record))]
    async with device.identity_lock, device.all_vaults_locked() as vaults:
        metas = [msgspec.structs.replace(vault.meta, seq=0) for vault in vaults]
        puts += [meta_record(vault.id, meta) for vault, meta in zip(vaults, metas, strict=True)]
        rekeyed = await device.rekey(roster, account_key, unlocked.secrets)
        await device.host.store.write([*puts, *rekeyed.puts])
        for vault, meta in zip(vaults, metas, strict=True):
            vault.meta = meta
        device.take_keys(record, account, account_key, roster)
        rekeyed.use(device.vaults)
        device.use_token(token)
