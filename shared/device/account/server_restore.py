"""After a restore of the server's database: the person agrees, then this device re-uploads what was lost.

Keyset and roster come first. Commits follow in the pushes of the next rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shared.device.account.active import require_active
from shared.device.account.rotation import find_account_key, store_rotation
from shared.device.core.records import AccountRecord, VaultMeta, meta_record
from shared.device.core.rollback_checks import check_receipt_key
from shared.device.core.server_client import RACE_ATTEMPTS_MAX, Refused
from shared.errors import AutusError
from shared.sync.verify_pull import NOTHING_PULLED
from shared.vault.keys import Secrets, next_keyset, open_keyset, seal_keyset, union_secrets
from shared.vault.roster import Roster, verify_roster
from shared.vault.ways import require_keyset_of
from shared.wire.accounts import AccountState, Keyset, SignedStatement, WaysChange

if TYPE_CHECKING:
    from shared.device.core.device import Device, Status


async def accept_generation(device: Device) -> None:
    """Agrees to the restored database that the last round of sync met. Every vault is pulled again.

    Old receipts stay. Raises AutusError: NO_NEW_GENERATION, or SERVER_ROLLED_BACK for a generation that has
    ended.
    """
    shown = _shown_generation(device.status)
    if shown is None:
        raise AutusError("NO_NEW_GENERATION", "the server shows no new generation")
    account = device.require_account()
    if shown in account.generations:
        # Found in the middle of a round, for one vault alone. The list of vaults would have shown it.
        raise AutusError("SERVER_ROLLED_BACK", "the server shows a generation that has ended")
    await record_generation(device, account, shown)
    device.status.error = None
    device.status.errors.clear()


async def record_generation(
    device: Device, account: AccountRecord, generation: bytes, puts: Sequence[tuple[str, bytes]] = ()
) -> None:
    """Stores `account` with a new generation, before anything is pulled, in one write with `puts`.

    A vault that was deleted under the old one keeps its place: if the new one lists it, it is pulled again.
    """
    account = msgspec.structs.replace(account, generations=(*account.generations, generation), restored=True)
    async with device.all_vaults_locked() as vaults:
        metas = [
            msgspec.structs.replace(
                vault.meta, remote=NOTHING_PULLED, generation=generation, ended=_ended(vault.meta)
            )
            if not vault.meta.removed
            else vault.meta
            for vault in vaults
        ]
        records = [meta_record(vault.id, meta) for vault, meta in zip(vaults, metas, strict=True)]
        await device.save_account(account, [*records, *puts])
        for vault, meta in zip(vaults, metas, strict=True):
            vault.meta = meta


def _ended(meta: VaultMeta) -> tuple[bytes, ...]:
    head = meta.remote.head
    return meta.ended if head is None or head in meta.ended else (*meta.ended, head)


async def retract_generation(device: Device, shown: bytes) -> None:
    """Goes back to the generation before the present one if the server shows that one again and nothing that
    it signed names the present one. Then the person agreed to a mistake of the server.
    """
    account = device.require_account()
    if shown not in account.generations[-2:-1]:
        return
    receipts = [vault.meta.remote.receipt for vault in device.vaults.values()]
    if any(receipt and receipt.generation == account.generations[-1] for receipt in receipts):
        return
    before = msgspec.structs.replace(account, generations=account.generations[:-2])
    await record_generation(device, before, shown)


def _shown_generation(status: Status) -> bytes | None:
    """The generation that the last round met, before it synced any vault or during one."""
    for error in (status.error, *status.errors.values()):
        if error is not None and error.code == "NEW_GENERATION" and "shown" in error.fields:
            return bytes.fromhex(str(error.fields["shown"]))
    return None


async def reupload_account(device: Device) -> None:
    """Re-uploads keyset and roster after `accept_generation`. A device missing from the roster must log in
    again.
    """
    await _reupload_ways(device)
    keyset, secrets = await _reupload_keyset(device)
    await device.accept_keyset(keyset, secrets)
    statements, roster = await _reupload_roster(device)
    if roster.ways != (await device.roster()).ways:
        # Their keyset and account key come with them, in the next round.
        raise AutusError("KEYSET_MOVED", "another device has just changed the ways in")
    await device.accept_roster(statements, roster)
    if device.record.device not in roster.devices:
        # A log-in adds it. The next round asks again, in case the server shows its whole roster then.
        raise AutusError("DEVICE_REVOKED", "the restored roster does not have this device")
    await device.save_account(msgspec.structs.replace(device.require_account(), restored=False))


async def _reupload_ways(device: Device) -> None:
    """Brings server and device to the same ways in, which bind whoever has seen them in every generation.

    Sends lost ones again as they were signed, with the keyset that belongs to them. Follows newer ones.
    Raises AutusError WAYS_LOST if the server's roster went on without them: this device neither takes that
    roster over nor pushes.
    """
    ours = (await device.roster()).ways
    account, state = device.require_account(), await device.server.account(0)
    known, shown = account.roster, state.roster
    roster = await verify_roster(device.host.crypto, account.identity, shown)
    require_keyset_of(roster, state.keyset)
    if roster.ways == ours:
        return
    if shown[: len(known)] == known:
        await require_active(device, shown, roster)
        await _follow_newer(device, state, roster)
        return
    lost = ours is not None and len(shown) <= ours.position and shown == known[: len(shown)]
    if not lost:
        raise AutusError(
            "WAYS_LOST", "the restored server went on without the ways in that this device has seen"
        )
    keyset = msgspec.structs.replace(account.keyset, version=state.keyset.version + 1)
    secrets = union_secrets(
        await open_keyset(device.host.crypto, device.account_key, account.keyset),
        device.own_secrets(account.receipt_key, ()),
    )
    keyset = await seal_keyset(device.host.crypto, device.account_key, keyset, secrets)
    await device.server.change_ways(
        WaysChange(
            expected_version=state.keyset.version,
            keyset=keyset,
            statements=known[len(shown) :],
            end_sessions=False,
        )
    )


async def _follow_newer(device: Device, state: AccountState, roster: Roster) -> None:
    if roster.ways is not None:
        account_key = await find_account_key(device, state.keyset, roster.ways)
        secrets = await open_keyset(device.host.crypto, account_key, state.keyset)
        await store_rotation(device, state.keyset, state.roster, roster, account_key, secrets)


async def _reupload_keyset(device: Device) -> tuple[Keyset, Secrets]:
    crypto = device.host.crypto
    for _ in range(RACE_ATTEMPTS_MAX):
        account = device.require_account()
        known, remote = account.keyset, await device.server.keyset()
        if remote.epoch != known.epoch:
            raise AutusError("KEYSET_MOVED", "another device has just changed the ways in")
        theirs = await open_keyset(crypto, device.account_key, remote)
        check_receipt_key(theirs, account.receipt_key)
        wanted = union_secrets(theirs, device.own_secrets(account.receipt_key))
        # What was confirmed in an ended generation may not be there any more.
        seen = {
            vault: each for vault, each in wanted.seen.items() if each.generation == account.generations[-1]
        }
        wanted = msgspec.structs.replace(wanted, receipt_key=account.receipt_key, seen=seen)
        if remote == known and wanted == theirs:
            return remote, theirs
        # Below the known version perhaps: a restored server counts on from where the backup was.
        keyset = await seal_keyset(crypto, device.account_key, next_keyset(remote), wanted)
        try:
            await device.server.replace_keyset(remote.version, keyset)
        except Refused as refused:
            if refused.code != "KEYSET_MOVED":
                raise
            continue
        return keyset, wanted
    raise AutusError("KEYSET_MOVED", "the keyset kept moving")


async def _reupload_roster(device: Device) -> tuple[tuple[SignedStatement, ...], Roster]:
    """Appends lost statements again if they still fit, and returns the server's statements."""
    account = device.require_account()
    shown = tuple(await device.server.roster(0))
    if shown == account.roster[: len(shown)]:
        try:
            for statement in account.roster[len(shown) :]:
                await device.server.append_statement(statement)
        except Refused as refused:
            # Another device re-uploads the same statements, or someone has enrolled since.
            if refused.code != "ROSTER_MOVED":
                raise
        shown = tuple(await device.server.roster(0))
    return shown, await verify_roster(device.host.crypto, account.identity, shown)
