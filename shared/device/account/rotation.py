"""Following a change of the ways in that another device has made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shared.device.account.active import require_active
from shared.device.account.device_half import private_half
from shared.device.account.restore_excuse import excuse_restore
from shared.device.core.lock import seal_account_key
from shared.device.core.records import ACCOUNT, DEVICE, WAYS_FORMAT, encode
from shared.device.core.rollback_checks import check_keyset_history, check_roster_history
from shared.errors import AutusError
from shared.vault.keys import Secrets, open_keyset
from shared.vault.roster import Roster, extend_roster
from shared.vault.roster_statements import WaysEntry
from shared.vault.ways import account_key_id, open_device_seal, require_keyset_of
from shared.wire.accounts import AccountState, Keyset, SignedStatement

if TYPE_CHECKING:
    from shared.device.core.device import Device


async def follow_rotation(device: Device) -> None:
    """Takes over keyset, roster and account key, which belong together, in one write.

    Raises AutusError WAY_IN_NEEDED if this device has no half, so that the account key was not sealed to it:
    a log-in helps. KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED: nothing is taken over.
    """
    account = device.require_account()
    last = len(account.roster) - 1
    state = await device.server.account(last)
    roster = await check_account_state(device, state, last)
    if roster.ways is None:
        raise AutusError("KEYSET_TAMPERED", "the roster names no ways in")
    account_key = await find_account_key(device, state.keyset, roster.ways)
    secrets = await open_keyset(device.host.crypto, account_key, state.keyset)
    statements = (*account.roster, *state.roster[1:])
    await store_rotation(device, state.keyset, statements, roster, account_key, secrets)


async def check_account_state(device: Device, state: AccountState, after: int) -> Roster:
    """The verified roster of an answer whose statements begin at position `after`, within the known roster.

    Raises AutusError KEYSET_TAMPERED, SERVER_ROLLED_BACK, SERVER_FORKED, and as `extend_roster`.
    """
    account = device.require_account()
    known = len(account.roster) - after
    async with excuse_restore(device):
        check_roster_history(account.roster[after:], state.roster)
        check_keyset_history(account.keyset, state.keyset)
    roster = await extend_roster(device.host.crypto, await device.roster(), state.roster[known:])
    require_keyset_of(roster, state.keyset)
    await require_active(device, (*account.roster, *state.roster[known:]), roster)
    return roster


async def find_account_key(device: Device, keyset: Keyset, ways: WaysEntry) -> bytes:
    """The account key that the roster names: the present one, or the one that is sealed to this device."""
    return await find_sealed_key(device, device.require_account().identity, device.account_key, keyset, ways)


async def find_sealed_key(
    device: Device, identity: bytes, known: bytes, keyset: Keyset, ways: WaysEntry
) -> bytes:
    """The account key that the roster names: the `known` one, or the one that is sealed to this device."""
    if account_key_id(known, identity, ways.epoch) == ways.account_key_id:
        return known
    me = device.record.device
    private = await private_half(device, me)
    if private is not None:
        found = await open_device_seal(device.host.crypto, keyset, me, private, identity, ways)
        if found is not None:
            return found
    raise AutusError("WAY_IN_NEEDED", "the account key was replaced, and this device cannot open the new one")


async def store_rotation(
    device: Device,
    keyset: Keyset,
    statements: tuple[SignedStatement, ...],
    roster: Roster,
    account_key: bytes,
    secrets: Secrets,
) -> None:
    """Stores the ways in of a later epoch: keyset, roster and account key, which belong together.

    The vaults get the keys of that epoch, under which everything is sealed from then on.
    """
    account = msgspec.structs.replace(device.require_account(), keyset=keyset, roster=statements)
    record = msgspec.structs.replace(device.record, format=max(device.record.format, WAYS_FORMAT))
    puts = await seal_account_key(device.host, account.identity, account_key)
    async with device.identity_lock:
        rekeyed = await device.rekey(roster, account_key, secrets)
        puts += [*rekeyed.puts, (ACCOUNT, encode(account)), (DEVICE, encode(record))]
        await device.host.store.write(puts)
        device.take_keys(record, account, account_key, roster)
        rekeyed.use(device.vaults)
