"""Padmé padding, which hides all but the rough size of what is sealed."""

from __future__ import annotations

from shared.errors import AutusError


def padme_length(length: int) -> int:
    """The padded length of `length` bytes: the Padmé scheme, at most 12 % more, few distinct sizes."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def padme(data: bytes) -> bytes:
    """`padme(u32be(length) || data)`: `data` framed and padded with zeros."""
    length = len(data) + 4
    return len(data).to_bytes(4, "big") + data + bytes(padme_length(length) - length)


def unpadme(padded: bytes) -> bytes:
    """The data that `padme` framed. Raises AutusError (BAD_PADDING): wrong length or non-zero padding."""
    end = int.from_bytes(padded[:4], "big") + 4
    if len(padded) < 4 or len(padded) != padme_length(end) or padded.count(0, end) != len(padded) - end:
        raise AutusError("BAD_PADDING", "the padding is wrong")
    return padded[4:end]
