"""Ways in: a password, a code or a passkey opens account key and signing seed through a key pair of its own.

The private half of the pair is sealed under the key that the secret gives. Account key and signing seed are
sealed to the public half, so that they can be replaced without the secret. HPKE authenticates no sender: the
`ways` statement of the roster authenticates the ways in and the account key.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import msgspec

from shared.crypto.ciphers import AES_NONCE_BYTES
from shared.crypto.device import DeviceCrypto
from shared.crypto.hashing import hkdf, sha256
from shared.crypto.hpke import KEY_BYTES, HpkeItem, hpke_open, hpke_seal, x25519_publics
from shared.errors import AutusError
from shared.vault.passkeys import passkey_verifier, passkey_ways
from shared.vault.roster import Roster
from shared.vault.roster_statements import WayEntry, WaysEntry
from shared.wire.accounts import DeviceSeal, KdfParams, Keyset, Passkey, Way, WayKind
from shared.wire.encoding import encode

_WAY: Final = "autus/v2/way"
_TO_WAY: Final = "autus/v2/account-key/way"
_SEED_TO_WAY: Final = "autus/v2/signing-seed/way"
_TO_DEVICE: Final = "autus/v2/account-key/device"
_ACCOUNT_KEY_ID: Final = b"autus/v2/ak-id"
_VERIFIER: Final = b"autus/v2/verifier"


class OpenedWay(NamedTuple):
    """What a way in opens."""

    account_key: bytes
    signing_seed: bytes


def account_key_id(account_key: bytes, identity: bytes, epoch: int) -> bytes:
    """The id by which the roster authenticates the account key of an epoch."""
    return hkdf(account_key, b"", _ACCOUNT_KEY_ID + identity + epoch.to_bytes(8, "big"), 32)


def verifier_of(auth_key: bytes) -> bytes:
    """What the server and the roster keep of an authentication key."""
    return sha256(_VERIFIER + auth_key)


def kdf_of(keyset: Keyset) -> KdfParams | None:
    """The parameters of the keyset's password. None if it has no password."""
    ways = [way.kdf for way in keyset.ways if way.kind == "password"]
    return next(iter([*ways, *(wrap.kdf for wrap in keyset.wraps)]), None)


async def make_way(
    crypto: DeviceCrypto,
    kind: WayKind,
    kek: bytes,
    kdf: KdfParams | None,
    identity: bytes,
    passkey: Passkey | None = None,
) -> Way:
    """A way in whose key pair is new. It opens nothing before `seal_to_ways`."""
    wrap_id, private, nonce = crypto.random(16), crypto.random(KEY_BYTES), crypto.random(AES_NONCE_BYTES)
    (public,) = await x25519_publics(crypto, [private])
    data = _way_data(kind, wrap_id, kdf, identity, public)
    (sealed,) = await crypto.aes_seal([(kek, nonce, private, data)])
    return Way(kind, wrap_id, kdf, public, nonce + sealed, b"", b"", passkey)


async def seal_to_ways(
    crypto: DeviceCrypto,
    ways: Sequence[Way],
    identity: bytes,
    epoch: int,
    opened: OpenedWay,
) -> tuple[Way, ...]:
    """The ways in with account key and signing seed of this epoch sealed to each."""
    items = [
        item
        for way in ways
        for item in (
            HpkeItem(way.public, _info(_TO_WAY, identity, way.wrap_id, epoch), opened.account_key),
            HpkeItem(way.public, _info(_SEED_TO_WAY, identity, way.wrap_id, epoch), opened.signing_seed),
        )
    ]
    sealed = await hpke_seal(crypto, items)
    return tuple(
        msgspec.structs.replace(way, account_key=account_key, signing_seed=seed)
        for way, account_key, seed in zip(ways, sealed[::2], sealed[1::2], strict=True)
    )


async def open_way(crypto: DeviceCrypto, way: Way, kek: bytes, identity: bytes, ways: WaysEntry) -> OpenedWay:
    """What the way in opens, checked against the newest `ways` of the verified roster.

    Raises AutusError: WRONG_PASSWORD if the private half does not open under `kek`, KEYSET_TAMPERED.
    """
    private = await open_private_half(crypto, way, kek, identity)
    account_key, seed = await hpke_open(
        crypto,
        private,
        [
            (way.account_key, _info(_TO_WAY, identity, way.wrap_id, ways.epoch)),
            (way.signing_seed, _info(_SEED_TO_WAY, identity, way.wrap_id, ways.epoch)),
        ],
    )
    require_account_key(account_key, identity, ways)
    if account_key is None or seed is None or len(seed) != KEY_BYTES:
        raise AutusError("KEYSET_TAMPERED", "the signing seed of the way in does not open")
    if await crypto.ed25519_public(seed) != ways.signing_key:
        raise AutusError("KEYSET_TAMPERED", "the way in has another signing key than the roster")
    return OpenedWay(account_key, seed)


async def open_private_half(crypto: DeviceCrypto, way: Way, kek: bytes, identity: bytes) -> bytes:
    """Raises AutusError: WRONG_PASSWORD if it does not open under `kek`, KEYSET_TAMPERED."""
    nonce, sealed = way.private[:AES_NONCE_BYTES], way.private[AES_NONCE_BYTES:]
    data = _way_data(way.kind, way.wrap_id, way.kdf, identity, way.public)
    (private,) = await crypto.aes_open([(kek, nonce, sealed, data)])
    if private is None:
        raise AutusError("WRONG_PASSWORD", "the way in does not open")
    if len(private) != KEY_BYTES or await x25519_publics(crypto, [private]) != [way.public]:
        raise AutusError("KEYSET_TAMPERED", "the halves of the way in do not belong together")
    return private


async def seal_to_devices(
    crypto: DeviceCrypto, roster: Roster, epoch: int, account_key: bytes
) -> tuple[DeviceSeal, ...]:
    """The account key sealed to every device of the roster that has a half."""
    halves = [(device, entry.half) for device, entry in roster.devices.items() if entry.half is not None]
    items = [
        HpkeItem(half, _info(_TO_DEVICE, roster.identity, device, epoch), account_key)
        for device, half in halves
    ]
    sealed = await hpke_seal(crypto, items)
    return tuple(DeviceSeal(device, text) for (device, _), text in zip(halves, sealed, strict=True))


async def open_device_seal(
    crypto: DeviceCrypto, keyset: Keyset, device: bytes, private: bytes, identity: bytes, ways: WaysEntry
) -> bytes | None:
    """The account key from the seal for this device; None where there is none that opens.

    Raises AutusError KEYSET_TAMPERED if it is another key than the roster's.
    """
    for seal in keyset.devices:
        if seal.device == device:
            info = _info(_TO_DEVICE, identity, device, ways.epoch)
            (account_key,) = await hpke_open(crypto, private, [(seal.account_key, info)])
            if account_key is not None:
                require_account_key(account_key, identity, ways)
            return account_key
    return None


def require_account_key(account_key: bytes | None, identity: bytes, ways: WaysEntry) -> None:
    """Raises AutusError KEYSET_TAMPERED unless it is the account key that the roster names."""
    if account_key is None or account_key_id(account_key, identity, ways.epoch) != ways.account_key_id:
        raise AutusError("KEYSET_TAMPERED", "the account key is not the one that the roster names")


def way_entry(way: Way, verifier: bytes) -> WayEntry:
    """How the roster names a way in."""
    return WayEntry(way.kind, way.wrap_id, _way_hash(way), verifier)


def require_keyset_of(roster: Roster, keyset: Keyset) -> None:
    """Checks that the ways in of a keyset are those of the roster.

    Raises AutusError KEYSET_TAMPERED. A keyset of the first format belongs to a roster without `ways`.
    """
    ways = roster.ways
    if ways is None:
        if keyset.epoch or keyset.ways or keyset.devices:
            raise AutusError("KEYSET_TAMPERED", "the roster does not name the ways in of the keyset")
        return
    shown = [(way.kind, way.wrap_id, _way_hash(way)) for way in keyset.ways]
    named = [(entry.kind, entry.wrap_id, entry.wrap_hash) for entry in ways.entries]
    if keyset.epoch != ways.epoch or keyset.wraps or shown != named:
        raise AutusError("KEYSET_TAMPERED", "the ways in of the keyset are not those of the roster")
    _require_passkeys(keyset, ways)


def _require_passkeys(keyset: Keyset, ways: WaysEntry) -> None:
    passkeys = passkey_ways(keyset.ways)
    verifiers = [entry.verifier for entry in ways.entries if entry.kind == "passkey"]
    if [passkey_verifier(passkey) for _, passkey in passkeys] != verifiers or any(
        way.kind != "passkey" for way, _ in passkeys
    ):
        raise AutusError("KEYSET_TAMPERED", "the passkeys of the keyset are not those of the roster")
    if len({passkey.credential for _, passkey in passkeys}) != len(passkeys):
        raise AutusError("KEYSET_TAMPERED", "a passkey is a way in twice")


def has_foreign_seals(keyset: Keyset, devices: Collection[bytes]) -> bool:
    """Whether the keyset seals its account key twice to one device, or to a device outside of `devices`."""
    sealed = [seal.device for seal in keyset.devices]
    return len(set(sealed)) != len(sealed) or not set(sealed) <= set(devices)


def _way_hash(way: Way) -> bytes:
    """The hash of a way in without its seal of the account key, which a rotation alone replaces."""
    return sha256(encode(msgspec.structs.replace(way, account_key=b"")))


def _way_data(kind: str, wrap_id: bytes, kdf: KdfParams | None, identity: bytes, public: bytes) -> bytes:
    parameters = None if kdf is None else [kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes]
    return encode([_WAY, kind, wrap_id, parameters, identity, public])


def _info(domain: str, identity: bytes, recipient: bytes, epoch: int) -> bytes:
    return encode([domain, identity, recipient, epoch])
