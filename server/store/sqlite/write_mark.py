"""The mark of the last acknowledged write, in a file of its own beside the database.

SQLite takes up a database whose write-ahead log is gone or cut, and shows an earlier state of it. What is
lost is always the newest, so it is enough to remember the last write. The mark outlives the log. It is
written after the transaction is durable, so it is never ahead of a whole database. It is not synced: a crash
of the machine may leave an older mark, which is harmless.
"""

from __future__ import annotations

import logging
import os
import struct
import zlib
from pathlib import Path

import msgspec

LOG = logging.getLogger("autus.server")

FILE_NAME = "acknowledged"
FIELDS = struct.Struct(">Q16sQ8s")
# Of earlier versions, which did not name the owner.
OLD_FIELDS = struct.Struct(">Q16sQ")
CHECKSUM = struct.Struct(">I")
NO_VAULT = bytes(16)
NO_OWNER = bytes(8)


class LastWrite(msgspec.Struct, frozen=True):
    """How many writes other than pushes there were, and the push after them, if there is one.

    Pushes are the common write, and a count of them would cost each another page of the log. A mark of an
    earlier version has NO_OWNER.
    """

    writes: int = 0
    vault: bytes = NO_VAULT
    number: int = 0
    owner: bytes = NO_OWNER


class WriteMark:
    """`open` comes first. Only `open` raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._file: int | None = None
        self.last = LastWrite()
        """The last write that was confirmed. None at all where there is no readable file."""

    def open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(self._file, 0o600)
        content = os.pread(self._file, FIELDS.size + CHECKSUM.size, 0)
        for form in (FIELDS, OLD_FIELDS):
            fields = content[: form.size]
            if content[form.size :] == CHECKSUM.pack(zlib.crc32(fields)):
                self.last = LastWrite(*form.unpack(fields))

    def set(self, last: LastWrite) -> None:
        """Writes it over the earlier one. A mark that cannot be written stays behind."""
        if self._file is None:
            return
        self.last = last
        fields = FIELDS.pack(last.writes, last.vault, last.number, last.owner)
        try:
            os.pwrite(self._file, fields + CHECKSUM.pack(zlib.crc32(fields)), 0)
        except OSError as error:
            LOG.warning("%s: %s", self.path, error)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
