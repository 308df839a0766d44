"""Logging in as a new device on a profile whose device was revoked. Its goals come back from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.account.enrolment import enrol_device
from shared.device.account.unlock import unlock_account
from shared.device.core.device_opening import read_vaults
from shared.device.core.lock import seal_account_key
from shared.device.core.records import (
    ACCOUNT,
    ACTIVE,
    DEVICE,
    TOKEN,
    WAYS_FORMAT,
    DeviceRecord,
    encode,
    meta_record,
    seal_records,
)
from shared.text import check_account_name, sent_account_name
from shared.vault.roster import read_verified
from shared.vault.roster_statements import device_id

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def rejoin(device: Device, name: str, password: str, device_name: str) -> None:
    """Enrols this profile under a new id. Later rounds of sync rewrite what the former device had not pushed.

    Raises AutusError as `unlock_account` and `enrol_device`.
    """
    name = sent_account_name(name)
    check_account_name(name)
    known, old = device.require_account(), device.record
    handle, public = await device.host.crypto.new_device_key()
    former = (*old.former, old.device)
    written = max(old.format, WAYS_FORMAT)
    record = DeviceRecord(handle, public, device_id(public), old.identity, former, written)
    unlocked = await unlock_account(device, record, name, password)
    try:
        statements = await enrol_device(device, record, unlocked, device_name)
        vaults = await read_vaults(device.host)
        account = msgspec.structs.replace(
            known, roster=statements, keyset=unlocked.answer.keyset, signed_in=True, revoked=False
        )
        token = unlocked.answer.token
        tokens = [] if token is None else [(TOKEN, token.encode())]
        puts = await seal_account_key(device.host, account.identity, unlocked.account_key)
        puts += await seal_records(device.host.crypto, tokens)
        puts += [(ACCOUNT, encode(account)), (DEVICE, encode(record))]
        async with device.identity_lock:
            # Under the new id, sequence numbers start at 1 in every vault.
            for vault in vaults.values():
                vault.meta = msgspec.structs.replace(vault.meta, seq=0)
            puts += [meta_record(vault.id, vault.meta) for vault in vaults.values()]
            device.vaults = vaults
            roster = read_verified(account.identity, statements)
            rekeyed = await device.rekey(roster, unlocked.account_key, unlocked.secrets)
            await device.host.store.write([*puts, *rekeyed.puts])
            device.take_keys(record, account, unlocked.account_key, None)
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
