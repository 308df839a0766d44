"""Checksums of pushes. SQLite notices a page that it cannot follow, but not one whose content has changed."""

from __future__ import annotations

import sqlite3
import zlib

# Whether a row of `pushes p` is as it was written. Rows of earlier versions have no checksum.
IS_WHOLE = (
    "p.checksum IS NULL OR p.checksum = push_checksum(p.base, p.head, p.certificate, p.receipt, p.commits)"
)


def push_checksum(base: bytes | None, head: bytes, certificate: bytes, receipt: bytes, commits: bytes) -> int:
    """The CRC-32 of the blobs of a push, one after the other."""
    return zlib.crc32(commits, zlib.crc32(b"".join((base or b"", head, certificate, receipt))))


def add_checksums(connection: sqlite3.Connection) -> None:
    """Lets the statements of `connection` use IS_WHOLE."""
    connection.create_function("push_checksum", 5, push_checksum, deterministic=True)
