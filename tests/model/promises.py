"""What must hold in every situation. Each promise raises `Broken` with what is wrong.

That nobody is locked out is checked by the steps themselves: a log-in, a recovery and a round must succeed.
"""

from __future__ import annotations

import msgspec

from shared.device.account.rotation import follow_rotation
from shared.device.core.device import Device
from shared.device.core.host import Response
from shared.errors import AutusError
from shared.vault.keys import Secrets, open_keyset, seal_keyset
from shared.vault.roster import sign_ways
from shared.vault.roster_statements import WaysContent
from shared.vault.ways import OpenedWay, account_key_id, make_way, seal_to_devices, seal_to_ways, way_entry
from shared.wire.accounts import AccountState, KdfParams, Keyset
from shared.wire.encoding import encode
from tests.model.attacker import Held, Theft
from tests.model.situation import Situation

replace = msgspec.structs.replace
OWN_KEY, OWN_SEED = b"k" * 32, b"s" * 32
COSTS = KdfParams(bytes(16), memory_kib=64 * 1024, iterations=3, lanes=1)


class Broken(AssertionError):
    """A promise does not hold."""


def is_live(situation: Situation, theft: Theft, epoch: int) -> bool:
    """Whether what was stolen still gave its owner the account key of this epoch."""
    if theft.kind == "device":
        return theft.device not in situation.ended or epoch < situation.ended[theft.device]
    return situation.in_force[epoch][theft.kind] == theft.secret


async def check(situation: Situation) -> None:
    named = {entry.kind for entry in situation.roster.ways.entries} if situation.roster.ways else set()
    if named != {kind for kind, secret in situation.present.items() if secret is not None}:
        raise Broken(f"the roster names {named}")
    await devices_agree(situation)
    nothing_later_is_learned(situation)


async def devices_agree(situation: Situation) -> None:
    """Who agrees on the roster agrees on the account key, and it is the key that opens the keyset."""
    keys: dict[bytes | None, bytes] = {}
    for name, device in situation.devices.items():
        if device.account is None or device.is_revoked:
            continue
        roster = await device.roster()
        if keys.setdefault(roster.head, device.account_key) != device.account_key:
            raise Broken(f"{name} has another account key for the same roster")
        await _require_key(name, device)


async def _require_key(name: str, device: Device) -> None:
    ways, account = (await device.roster()).ways, device.require_account()
    assert ways is not None
    if account_key_id(device.account_key, account.identity, ways.epoch) != ways.account_key_id:
        raise Broken(f"{name} has another account key than its roster names")
    try:
        await open_keyset(device.host.crypto, device.account_key, account.keyset)
    except AutusError as error:
        raise Broken(f"the keyset of {name} does not open: {error}") from error


def nothing_later_is_learned(situation: Situation) -> None:
    """What was stolen gives no key of an epoch that began after it was replaced or revoked.

    A device gives no seed at all.
    """
    last = max(
        (epoch for epoch in situation.in_force for it in situation.thefts if is_live(situation, it, epoch)),
        default=0,
    )
    signs = {
        epoch
        for epoch in situation.in_force
        for theft in situation.thefts
        if theft.kind != "device" and is_live(situation, theft, epoch)
    }
    # A later keyset has the account keys before it.
    if late := [epoch for epoch, _ in situation.knowledge.account_keys if epoch > last]:
        raise Broken(f"a thief has the account keys of {late}")
    if late := [epoch for epoch, _ in situation.knowledge.seeds if epoch not in signs]:
        raise Broken(f"a thief has the signing seeds of {late}")


async def forgeries_are_refused(situation: Situation, name: str) -> None:
    """Whatever the server and the thief can make, the device keeps to keys of the person."""
    device = situation.devices[name]
    # Who has a way in signs for the person, until the device has seen that it was replaced.
    to_come = range(device.require_account().keyset.epoch, situation.epoch + 1)
    secrets = [theft for theft in situation.thefts if theft.kind != "device"]
    robbed = any(is_live(situation, theft, epoch) for theft in secrets for epoch in to_come)
    for forged in await _forgeries(situation, device):
        twin = situation.fork(f"{name} is deceived").devices[name]
        await _deceive(twin, situation, forged)
        if twin.is_revoked and twin.record.device in situation.roster.revoked:
            continue
        await _require_key(name, twin)
        if twin.account_key == OWN_KEY and not robbed:
            raise Broken(f"{name} takes over the key of a thief")


async def _deceive(device: Device, situation: Situation, forged: AccountState) -> None:
    async def ask(_: str, path: str, __: bytes | None = None, *, brief: bool = False) -> Response:
        if path.startswith("/api/v1/account?after="):
            after = int(path.partition("=")[2])
            body = encode(AccountState(forged.keyset, forged.roster[after:]))
        else:
            body = encode(situation.server._list())
        return Response(200, body, "application/msgpack")

    device.host.transport.request = ask  # type: ignore[method-assign]
    try:
        await follow_rotation(device)
    except AutusError as error:
        if error.code in {"BAD_ANSWER", "ENGINE_FAILED"}:
            raise


async def _forgeries(situation: Situation, device: Device) -> list[AccountState]:
    crypto, newest, account = situation.crypto, situation.held[-1], device.require_account()
    forged = [AccountState(held.keyset, held.statements) for held in situation.held]
    own = replace(
        newest.keyset,
        version=newest.keyset.version + 1,
        devices=await seal_to_devices(crypto, newest.roster, newest.keyset.epoch, OWN_KEY),
    )
    forged.append(AccountState(await seal_keyset(crypto, OWN_KEY, own, Secrets()), newest.statements))
    for held in situation.held[:-1]:
        dressed = replace(held.keyset, version=newest.keyset.version + 1, epoch=newest.keyset.epoch)
        forged.append(AccountState(dressed, newest.statements))
    present = Held(account.roster, account.keyset, await device.roster())
    for on in (present, newest):
        forged += [await _signed_by_a_thief(situation, on, seed) for _, seed in situation.knowledge.seeds]
    return forged


async def _signed_by_a_thief(situation: Situation, on: Held, seed: bytes) -> AccountState:
    """Ways in of a thief, signed with a seed that the thief has."""
    crypto, before = situation.crypto, on.roster.ways
    assert before is not None
    epoch = before.epoch + 1
    way = await make_way(crypto, "password", b"x" * 32, COSTS, on.roster.identity)
    (way,) = await seal_to_ways(crypto, [way], on.roster.identity, epoch, OpenedWay(OWN_KEY, OWN_SEED))
    content = WaysContent(
        epoch=epoch,
        account_key_id=account_key_id(OWN_KEY, on.roster.identity, epoch),
        signing_key=await crypto.ed25519_public(OWN_SEED),
        device=bytes(16),
        entries=(way_entry(way, bytes(32)),),
    )
    statement = await sign_ways(crypto, seed, on.roster, content, 1)
    seals = await seal_to_devices(crypto, on.roster, epoch, OWN_KEY)
    keyset = Keyset(on.keyset.version + 1, (), b"", epoch, (way,), seals)
    keyset = await seal_keyset(crypto, OWN_KEY, keyset, Secrets())
    return AccountState(keyset, (*on.statements, statement))
