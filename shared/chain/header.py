"""Headers, the public part of commits, as canonical MessagePack arrays, and the ids that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from hashlib import sha256
from struct import Struct as Layout
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from shared.errors import AutusError
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import COMMIT_BYTES_MAX

VERSION: Final = 1
EPOCH_MAX: Final = 2**32 - 1
SEQ_MAX: Final = 2**53 - 1
VAULT_BYTES: Final = 16
DEVICE_BYTES: Final = 16
ID_BYTES: Final = 32

# MessagePack's forms of integers: (largest value, leading byte, layout).
_SEQ_FORMS: Final = (
    (2**7 - 1, b"", "B"),
    (2**8 - 1, b"\xcc", "B"),
    (2**16 - 1, b"\xcd", "H"),
    (2**32 - 1, b"\xce", "I"),
    (SEQ_MAX, b"\xcf", "Q"),
)
# The bytes before 32 raw bytes.
_BYTES_32: Final = 0xC420
_ID_DOMAIN: Final = b"autus/v1/id"
_VAULT_DOMAIN: Final = b"autus/v1/vault"


class Kind(IntEnum):
    """The kind of a commit. Its value is the number of parents."""

    GENESIS = 0
    COMMIT = 1
    MERGE = 2


_Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]


class Header(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """`[1, kind, vault, epoch, parents, device, seq, salt, replay_tag]`.

    `parents` are commit ids (32 bytes), strictly ascending; `device` is empty and `seq` 0 for a merge, else
    `seq` is the device's running number in this vault from 1.
    """

    version: Literal[1]
    kind: Kind
    vault: Annotated[bytes, Meta(min_length=16, max_length=16)]
    epoch: Annotated[int, Meta(ge=1, le=2**32 - 1)]
    parents: Annotated[tuple[_Bytes32, ...], Meta(max_length=2)]
    device: Annotated[bytes, Meta(max_length=16)]
    seq: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    salt: _Bytes32
    replay_tag: _Bytes32


_decode = msgpack_decoder(Header, Limits(COMMIT_BYTES_MAX))
encode_array = msgspec.msgpack.Encoder().encode
"""MessagePack in its shortest form: integers and lengths take as few bytes as they can."""


def encode_header(header: Header) -> bytes:
    """The header's bytes. Raises AutusError (BAD_HEADER) if `decode_header` would refuse them."""
    encoded = encode_array(header)
    decode_header(encoded)
    return encoded


def decode_header(data: bytes) -> Header:
    """The header in `data`. The caller checks vault and epoch. Raises AutusError (BAD_HEADER)."""
    try:
        header = _decode(data)
    except msgspec.MsgspecError as error:
        raise AutusError("BAD_HEADER", str(error)) from None
    parents = header.parents
    kind = header.kind
    if len(parents) != kind:
        raise AutusError("BAD_HEADER", f"{len(parents)} parents for kind {int(kind)}")
    if kind == 2:
        if parents[0] >= parents[1]:
            raise AutusError("BAD_HEADER", "the parents are not strictly ascending")
        if header.device or header.seq:
            raise AutusError("BAD_HEADER", "a merge has no device and no seq")
    elif len(header.device) != DEVICE_BYTES or header.seq < 1:
        raise AutusError("BAD_HEADER", "the device must have 16 bytes and the seq must be at least 1")
    if encode_array(header) != data:
        raise AutusError("BAD_HEADER", "the header does not re-encode to the same bytes")
    return header


def parents_of_successors(header: Header, headers: Sequence[bytes], index: int) -> list[bytes]:
    """The parents of the headers after `index` that continue `header`, which stands there.

    They are commits of the same device, vault and epoch, each with the next seq. No header is decoded: as
    long as the seqs have the same length, the headers only differ in seq, parent, salt and tag.
    """
    parents: list[bytes] = []
    encoded, following = headers[index], index + 1
    front_end = 24 + len(encode_array(header.epoch))
    device = slice(front_end + ID_BYTES, front_end + ID_BYTES + 2 + DEVICE_BYTES)
    if header.kind != 1 or following == len(headers) or headers[following][device] != encoded[device]:
        return parents
    front, middle, layout = encoded[:front_end], b"", Layout("")
    seq, last = header.seq + 1, 0
    for place in range(following, len(headers)):
        if seq > last:
            if seq > SEQ_MAX:
                break
            last, mark, form = next(each for each in _SEQ_FORMS if seq <= each[0])
            middle = encoded[device] + mark
            layout = Layout(f">{front_end}s{ID_BYTES}s{len(middle)}s{form}H32xH32x")
        data = headers[place]
        if len(data) != layout.size:
            break
        start, parent, author, found, salt, tag = layout.unpack(data)
        if found != seq or start != front or author != middle or not salt == tag == _BYTES_32:
            break
        parents.append(parent)
        seq += 1
    return parents


def commit_id(header: bytes, ciphertext: bytes) -> bytes:
    """The 32-byte id of a commit. It binds header, ciphertext and, through the parents, the history."""
    return sha256(_ID_DOMAIN + header + sha256(ciphertext).digest()).digest()


def vault_id(identity_public: bytes, genesis_salt: bytes) -> bytes:
    """The 16-byte id of the vault of `identity_public` (Ed25519) whose genesis has this salt."""
    return sha256(_VAULT_DOMAIN + identity_public + genesis_salt).digest()[:VAULT_BYTES]
