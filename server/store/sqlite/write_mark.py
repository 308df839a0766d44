"""The mark of acknowledged writes: how many the database has confirmed, in a file of its own beside it.

SQLite takes up a database whose write-ahead log is gone or cut, and shows an earlier state of it. The mark
outlives the log. It is written after the transaction is durable, so it is never ahead of a whole database.
It is not synced: a crash of the machine may leave an older mark, which is harmless.
"""

from __future__ import annotations

import logging
import os
import struct
import zlib
from pathlib import Path

LOG = logging.getLogger("autus.server")

FILE_NAME = "acknowledged"
LAYOUT = struct.Struct(">QI")


class WriteMark:
    """`open` comes first. Only `open` raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._file: int | None = None
        self.writes = 0
        """The writes that were confirmed, as the file says. 0 where there is no readable file."""

    def open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(self._file, 0o600)
        content = os.pread(self._file, LAYOUT.size, 0)
        if len(content) == LAYOUT.size:
            writes, checksum = LAYOUT.unpack(content)
            if checksum == _checksum(writes):
                self.writes = writes

    def set(self, writes: int) -> None:
        """Writes the number over the earlier one. A mark that cannot be written stays behind."""
        if self._file is None:
            return
        self.writes = writes
        try:
            os.pwrite(self._file, LAYOUT.pack(writes, _checksum(writes)), 0)
        except OSError as error:
            LOG.warning("%s: %s", self.path, error)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _checksum(writes: int) -> int:
    return zlib.crc32(writes.to_bytes(8, "big"))
