"""Enrolling this device again under a new id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.enrolment import enrol_device
from shared.device.account.unlock import unlock_account
from shared.device.core.records import (
    DeviceRecord,
)
from shared.device.sync.rewrite import rewrite_unpushable
from shared.vault.roster import device_id

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def renew_device_id(device: Device, password: str, device_name: str) -> None:
    """Enrols this profile under a new device id and rewrites its unpushable commits. Takes the password."""
    crypto = device.host.crypto
    joined = device.require_account()
    handle, public = await crypto.new_device_key()
    old = device.record
    record = DeviceRecord(handle, public, device_id(public), old.identity, (*old.former, old.device))
    unlocked = await unlock_account(device, record, joined.name, password)
    statements = await enrol_device(device, record, unlocked, device_name)
    try:
        await device.change_device_id(record, unlocked.answer.token, statements)
    except BaseException:
        device.host.transport.use_token(device.token)
        raise
    for vault in device.synced_vaults():
        await rewrite_unpushable(device, vault)
