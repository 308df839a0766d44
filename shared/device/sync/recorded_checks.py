"""Comparing what a server shows with what the account's other devices have recorded in the keyset."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from shared.device.core.rollback_checks import require_generation
from shared.errors import AutusError
from shared.vault.keys import Secrets
from shared.wire.pushes import Receipt
from shared.wire.vaults import VaultSummary

if TYPE_CHECKING:
    from shared.device.core.device import Device
    from shared.device.core.vault import Vault


def withheld(known: int) -> AutusError:
    """The refusal for a vault that the server has confirmed and does not show. `known` is the push."""
    return AutusError("SERVER_WITHHOLDS", "the server no longer shows this goal", known=known)


async def find_doubted(
    device: Device, secrets: Secrets, summaries: Mapping[bytes, VaultSummary]
) -> dict[bytes, AutusError]:
    """The vaults that do not sync, and why: the list contradicts what another device has recorded."""
    marked = {bytes.fromhex(key) for key in secrets.deleted}
    doubted = _compare(device, summaries, marked & device.deleted)
    if doubted:
        # Another device may have pushed and recorded it after the list was made.
        again = await device.server.vaults()
        require_generation(device.require_account(), again.generation)
        doubted = _compare(device, {each.vault: each for each in again.vaults}, marked & set(again.deleted))
    for key in device.recorded.forked:
        number = device.recorded.seen[key].number
        detail = "another device has seen another history of this goal"
        doubted[bytes.fromhex(key)] = AutusError("SERVER_FORKED", detail, number=number)
    return doubted


def _compare(
    device: Device, summaries: Mapping[bytes, VaultSummary], deleted: Container[bytes]
) -> dict[bytes, AutusError]:
    doubted = {}
    for key, seen in device.recorded.seen.items():
        vault = bytes.fromhex(key)
        summary = summaries.get(vault)
        if summary is None and vault not in deleted:
            doubted[vault] = withheld(seen.number)
        elif summary is not None and summary.number < seen.number:
            detail = "the server shows an older history than another device has seen"
            facts = {"known": seen.number, "shown": summary.number}
            doubted[vault] = AutusError("SERVER_ROLLED_BACK", detail, **facts)
    return doubted


def check_recorded_head(device: Device, vault: Vault, receipt: Receipt) -> None:
    """Raises AutusError SERVER_FORKED for a push other than the one that another device has recorded.

    `device.recorded` is of the generation that the server shows.
    """
    seen = device.recorded.seen.get(vault.id.hex())
    if seen is not None and seen.number == receipt.number and seen.head != receipt.head:
        detail = "another device has seen another push under this number"
        raise AutusError("SERVER_FORKED", detail, number=receipt.number)
