"""The data folder: created if it is missing, private to its owner, used by one server at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from shared.errors import AutusError

LOCK_NAME = "lock"


class DataFolder:
    """Its lock ends with the process, even if that is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def lock(self) -> None:
        """Raises AutusError DATA_IN_USE while another process has it. Two would sign two histories."""
        # Other files of the process, such as a core dump or a journal, are private too.
        os.umask(0o077)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make_private()
        handle = os.open(self.path / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise AutusError("DATA_IN_USE", f"another server uses {self.path}") from None
        self._lock = handle

    def _make_private(self) -> None:
        """Closes the folder to others, unless it holds other files: then the server did not create it."""
        names = {entry.name for entry in self.path.iterdir()}
        if (not names or LOCK_NAME in names) and self.path.stat().st_uid == os.getuid():
            self.path.chmod(0o700)

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
