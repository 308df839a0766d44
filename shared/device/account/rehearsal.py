"""The offer to check the recovery code: once, a month after the code was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.device.core.records import REHEARSED

if TYPE_CHECKING:
    from shared.device.core.device import Device

OFFER_AFTER_MS: Final = 30 * 86_400_000


async def offers_rehearsal(device: Device) -> bool:
    """Whether the code is old enough, and this device has neither checked it nor been told not to."""
    code, ways = await _code(device), (await device.roster()).ways
    if code is None or ways is None:
        return False
    if device.host.now_ms() - ways.origins[code].added_ms < OFFER_AFTER_MS:
        return False
    (settled,) = await device.host.store.get([REHEARSED])
    return settled != code


async def settle_rehearsal(device: Device) -> None:
    """The present code is not offered to be checked again on this device."""
    code = await _code(device)
    if code is not None:
        await device.host.store.write([(REHEARSED, code)])


async def _code(device: Device) -> bytes | None:
    """The wrap id of the recovery code."""
    ways = (await device.roster()).ways
    entries = () if ways is None else ways.entries
    return next((entry.wrap_id for entry in entries if entry.kind == "recovery"), None)
