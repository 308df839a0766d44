"""Passkeys as ways in: the key that the PRF extension of WebAuthn gives, and the sealed name of a passkey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from shared.crypto.ciphers import AES_NONCE_BYTES, Opener, Sealer
from shared.crypto.hashing import hkdf, sha256
from shared.crypto.padding import padme, unpadme
from shared.errors import AutusError
from shared.wire.accounts import Passkey, Way
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode

PASSKEY_NAME_LENGTH_MAX: Final = 64
PRF_BYTES: Final = 32
PRF_INPUT: Final = sha256(b"autus/v2/passkey-prf")
"""What every passkey is asked for. A new device does not know whose passkey answers, so it is one for all."""

_KEK: Final = b"autus/v2/kek/passkey"
_VERIFIER: Final = b"autus/v2/verifier/passkey"
_LABEL_KEY: Final = b"autus/v2/passkey-label"
_LABEL_BYTES_MAX: Final = 1024


class PasskeyLabel(NamedTuple):
    """The name that the person gave the passkey, and the name of the account that it opens."""

    name: str
    account: str


_decode_label = msgpack_decoder(tuple[str, str], Limits(_LABEL_BYTES_MAX))


def passkey_kek(prf: bytes | None, identity: bytes) -> bytes:
    """The key that seals the private half of a passkey's way in.

    Raises AutusError PASSKEY_NO_KEY for an output that is missing, not of 32 bytes, or of equal bytes.
    """
    if prf is None or len(prf) != PRF_BYTES or len(set(prf)) == 1:
        raise AutusError("PASSKEY_NO_KEY", "the passkey gave no key")
    return hkdf(prf, identity, _KEK, 32)


def passkey_verifier(passkey: Passkey) -> bytes:
    """What the roster names of a passkey: its credential and the public key that checks it."""
    return sha256(_VERIFIER + encode([passkey.credential, passkey.public_key]))


def passkey_ways(ways: Iterable[Way]) -> list[tuple[Way, Passkey]]:
    """The passkeys among the ways in."""
    return [(way, way.passkey) for way in ways if way.passkey is not None]


async def seal_label(crypto: Sealer, account_key: bytes, credential: bytes, label: PasskeyLabel) -> bytes:
    """Nonce || ciphertext. Raises AutusError BAD_PASSKEY_NAME."""
    if not 1 <= len(label.name) <= PASSKEY_NAME_LENGTH_MAX:
        limit = PASSKEY_NAME_LENGTH_MAX
        raise AutusError("BAD_PASSKEY_NAME", f"a name has 1 to {limit} characters", limit=limit)
    nonce, key = crypto.random(AES_NONCE_BYTES), _label_key(account_key)
    return nonce + (await crypto.aes_seal([(key, nonce, padme(encode([*label])), credential)]))[0]


async def open_labels(
    crypto: Opener, account_keys: Sequence[bytes], passkeys: Sequence[Passkey]
) -> dict[bytes, PasskeyLabel]:
    """Labels by credential. What opens under none of these account keys is left out."""
    labels: dict[bytes, PasskeyLabel] = {}
    for account_key in account_keys:
        closed = [each for each in passkeys if each.credential not in labels]
        key = _label_key(account_key)
        opened = await crypto.aes_open(
            [
                (key, each.label[:AES_NONCE_BYTES], each.label[AES_NONCE_BYTES:], each.credential)
                for each in closed
            ]
        )
        for passkey, data in zip(closed, opened, strict=True):
            if data is not None:
                labels[passkey.credential] = _read_label(data)
    return labels


def _read_label(data: bytes) -> PasskeyLabel:
    try:
        return PasskeyLabel(*_decode_label(unpadme(data)))
    except msgspec.MsgspecError as error:
        raise AutusError("KEYSET_TAMPERED", f"the name of a passkey does not decode: {error}") from None


def _label_key(account_key: bytes) -> bytes:
    return hkdf(account_key, b"", _LABEL_KEY, 32)
