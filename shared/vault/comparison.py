"""Digits that two devices of an account compare: whoever lacks the account key cannot compute them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from shared.crypto.hashing import hkdf, hmac_sha256
from shared.wire.encoding import encode

# 132 bits: a stolen device that knows the account key needs 2^66 trials for two views with the same digits.
DIGITS: Final = 40
# They say where two views differ, after the whole has told that they do.
PART_DIGITS: Final = 10

_KEY: Final = b"autus/v1/compare"


class ComparedDigits(Struct, frozen=True):
    """The digits of everything, of the account alone, and of each vault alone."""

    whole: str
    account: str
    vaults: dict[bytes, str]


def compare_digits(
    account_key: bytes,
    identity: bytes,
    roster_head: bytes,
    key_id: bytes | None,
    heads: Mapping[bytes, bytes],
) -> ComparedDigits:
    """The digits of a view of an account. `heads` has the head of each vault with pushes on the server.

    `key_id` is the id of the account key, None for an account without a `ways` statement.
    """
    key = hkdf(account_key, b"", _KEY, 32)
    ordered = sorted(heads.items())
    return ComparedDigits(
        whole=_digits(key, ["all", identity, roster_head, key_id, ordered], DIGITS),
        account=_digits(key, ["account", identity, roster_head, key_id], PART_DIGITS),
        vaults={
            vault: _digits(key, ["vault", identity, vault, head], PART_DIGITS) for vault, head in ordered
        },
    )


def _digits(key: bytes, content: list[object], count: int) -> str:
    number = int.from_bytes(hmac_sha256(key, encode(content)), "big")
    return str(number % 10**count).zfill(count)
