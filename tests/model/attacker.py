"""What somebody can learn who has stolen something and works with the server.

The server has kept every keyset and roster. The thief tries everything that was stolen on all of them, with
the functions that an honest device opens them with.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from shared.crypto.device import DeviceCrypto
from shared.errors import AutusError
from shared.vault.keys import derive_master_key, open_keyset, password_kek
from shared.vault.recovery_code import recovery_kek
from shared.vault.roster import Roster
from shared.vault.ways import account_key_id, open_device_seal, open_way
from shared.wire.accounts import Keyset, SignedStatement, Way


class Theft(NamedTuple):
    """A password, the digits of a code, or the private half of a device with its id and account key."""

    kind: str
    secret: str = ""
    name: str = ""
    device: bytes = b""
    half: bytes = b""
    epoch: int = 0
    account_key: bytes = b""


class Held(NamedTuple):
    """An account as the server has once held it."""

    statements: tuple[SignedStatement, ...]
    keyset: Keyset
    roster: Roster


EpochKey = tuple[int, bytes]


class Knowledge(NamedTuple):
    """Account keys and signing seeds, by epoch."""

    account_keys: tuple[EpochKey, ...] = ()
    seeds: tuple[EpochKey, ...] = ()


class Spoils(NamedTuple):
    """Everything that a thief who works with the server has to try."""

    thefts: tuple[Theft, ...] = ()
    held: tuple[Held, ...] = ()


async def learn(crypto: DeviceCrypto, known: Knowledge, before: Spoils, after: Spoils) -> Knowledge:
    """`known`, which `before` gave, and what opens with that which has come since."""
    keys, seeds = set(known.account_keys), set(known.seeds)
    keys |= {(theft.epoch, theft.account_key) for theft in after.thefts if theft.account_key}
    for number, held in enumerate(after.held):
        is_new = number >= len(before.held)
        for theft in after.thefts if is_new else after.thefts[len(before.thefts) :]:
            with suppress(AutusError):
                await _open(crypto, theft, held, keys, seeds)
        await _recognise(crypto, held, keys, seeds)
        for epoch, key in list(keys):
            if epoch == held.keyset.epoch and (is_new or (epoch, key) not in known.account_keys):
                with suppress(AutusError):
                    keys |= set((await open_keyset(crypto, key, held.keyset)).former_keys.items())
    return Knowledge(tuple(sorted(keys)), tuple(sorted(seeds)))


async def _recognise(crypto: DeviceCrypto, held: Held, keys: set[EpochKey], seeds: set[EpochKey]) -> None:
    """A key of another epoch is no other key if it fits here too."""
    ways, identity, epoch = held.roster.ways, held.roster.identity, held.keyset.epoch
    assert ways is not None
    for key in {key for _, key in keys}:
        if account_key_id(key, identity, epoch) == ways.account_key_id:
            keys.add((epoch, key))
    for seed in {seed for _, seed in seeds}:
        if await crypto.ed25519_public(seed) == ways.signing_key:
            seeds.add((epoch, seed))


async def _open(
    crypto: DeviceCrypto, theft: Theft, held: Held, keys: set[EpochKey], seeds: set[EpochKey]
) -> None:
    ways, identity, epoch = held.roster.ways, held.roster.identity, held.keyset.epoch
    assert ways is not None
    if theft.kind == "device":
        key = await open_device_seal(crypto, held.keyset, theft.device, theft.half, identity, ways)
        if key is not None:
            keys.add((epoch, key))
        return
    for way in held.keyset.ways:
        if way.kind == theft.kind:
            opened = await open_way(crypto, way, await _kek(crypto, theft, way), identity, ways)
            keys.add((epoch, opened.account_key))
            seeds.add((epoch, opened.signing_seed))


async def _kek(crypto: DeviceCrypto, theft: Theft, way: Way) -> bytes:
    if way.kdf is None:
        return recovery_kek(theft.secret)
    return password_kek(await derive_master_key(crypto, theft.secret, way.kdf, None))
