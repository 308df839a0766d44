"""Ed25519 verification by one strict rule, which every host follows. A server needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

SignatureItem = tuple[bytes, bytes, bytes]
"""(public key 32 bytes, signature 64 bytes, message) of Ed25519."""


class SignatureVerifier(Protocol):
    """A host that checks signatures."""

    async def ed25519_verify(self, items: Sequence[SignatureItem]) -> list[bool]:
        """The curve's part of a verification. Call `verify_signatures` instead, which is strict."""


_FIELD_PRIME: Final = 2**255 - 19
_GROUP_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_ORDER_8: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_ORDER_8_NEGATED: Final = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
# The y of the eight points whose order divides 8, each with either sign of x.
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        int.from_bytes(_ORDER_8, "little"),
        int.from_bytes(_ORDER_8_NEGATED, "little"),
    }
)
_SIGN_BIT: Final = 1 << 255


def is_strict_point(encoded: bytes) -> bool:
    """False for a point of small order and for an encoding whose y is not below the field's prime."""
    if len(encoded) != 32:
        return False
    y = int.from_bytes(encoded, "little") & ~_SIGN_BIT
    return y < _FIELD_PRIME and y not in _SMALL_ORDER_Y


def is_strict_signature(public: bytes, signature: bytes) -> bool:
    """The checks before any curve arithmetic: lengths, S below the group order, strict points A and R.

    Hosts differ in these checks, so this function makes them for all hosts.
    """
    return (
        len(signature) == 64
        and int.from_bytes(signature[32:], "little") < _GROUP_ORDER
        and is_strict_point(public)
        and is_strict_point(signature[:32])
    )


async def verify_signatures(verifier: SignatureVerifier, items: Sequence[SignatureItem]) -> list[bool]:
    """Which Ed25519 signatures are valid, by the same strict rule on every host."""
    strict = [is_strict_signature(public, signature) for public, signature, _ in items]
    asked = [item for item, is_strict in zip(items, strict, strict=True) if is_strict]
    if not asked:
        return strict
    answers = iter(await verifier.ed25519_verify(asked))
    return [is_strict and next(answers) for is_strict in strict]
