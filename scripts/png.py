"""Smaller PNG files of flat pages: rows are stored as they are, which deflate finds more repeats in."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = 2
BYTES_PER_PIXEL = 3


def smaller(png: bytes) -> bytes:
    """The same picture in fewer bytes, or `png` itself. It has 8 bits a channel, RGB, no interlacing."""
    chunks = list(_chunks(png))
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, color, interlaced) != (8, RGB, 0):
        raise ValueError("8 bits a channel, RGB, no interlacing are expected")
    raw = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    rows = _rows(raw, width * BYTES_PER_PIXEL, height)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    made = SIGNATURE + b"".join(
        _chunk(name, content)
        for name, content in ((b"IHDR", chunks[0][1]), (b"IDAT", packed), (b"IEND", b""))
    )
    return min(made, png, key=len)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += 12 + size


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _rows(raw: bytes, size: int, height: int) -> Iterator[bytes]:
    """The rows without the filters of the PNG format (its section 9)."""
    above = bytes(size)
    for y in range(height):
        start = y * (size + 1)
        kind, row = raw[start], bytearray(raw[start + 1 : start + 1 + size])
        for x in range(size if kind else 0):
            left = row[x - BYTES_PER_PIXEL] if x >= BYTES_PER_PIXEL else 0
            corner = above[x - BYTES_PER_PIXEL] if x >= BYTES_PER_PIXEL else 0
            row[x] = (row[x] + _predicted(kind, left, above[x], corner)) & 255
        above = bytes(row)
        yield above


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:
        return up
    if kind == 3:
        return (left + up) // 2
    return min((left, up, corner), key=lambda value: abs(left + up - corner - value))
