"""The data folder: created if it is missing, private to its owner, used by one server at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.store.errors import StoreError, StoreTooNew
from server.store.port import Store
from server.store.registry import make_store
from shared.errors import AutusError

LOCK_NAME = "lock"


class DataFolder:
    """Its lock ends with the process, even if that is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def lock(self) -> None:
        """Raises AutusError DATA_IN_USE while another process has it. Two would sign two histories.

        BAD_SETTINGS where the folder cannot be written.
        """
        # Other files of the process, such as a core dump or a journal, are private too.
        os.umask(0o077)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_private()
            handle = os.open(self.path / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise AutusError(
                "BAD_SETTINGS", f"AUTUS_DATA={self.path} must be a folder that this user can write: {error}"
            ) from None
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


@asynccontextmanager
async def open_store(path: Path, database: str | None) -> AsyncIterator[Store]:
    """The open store: in the PostgreSQL `database`, or in the folder at `path`, which is locked meanwhile.

    Raises AutusError BAD_SETTINGS, DATA_IN_USE, DATA_TOO_NEW, DATA_UNUSABLE.
    """
    folder, store = DataFolder(path), make_store(path, database)
    folder.lock()
    try:
        await store.open()
        yield store
    except StoreTooNew as error:
        raise AutusError("DATA_TOO_NEW", str(error)) from error
    except StoreError as error:
        raise AutusError("DATA_UNUSABLE", str(error)) from error
    finally:
        await store.close()
        folder.release()
