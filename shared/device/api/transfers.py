"""What an export or an import keeps between two calls."""

from __future__ import annotations

from shared.crypto.device import DeviceCrypto
from shared.device.api.engine import Engine
from shared.device.data import archive_content, plain_import
from shared.device.data.archive_content import ArchiveContent
from shared.device.data.archive_export import ArchiveExport
from shared.device.data.plain_import import PlainFile
from shared.errors import AutusError
from shared.vault.archive import is_archive, read_front


class Incoming:
    """A file that arrives in parts, and its content once it was read."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.content: ArchiveContent | PlainFile | None = None

    def add(self, part: bytes) -> None:
        """Raises AutusError IMPORT_UNREADABLE where the file is longer than its size."""
        if len(self.data) + len(part) > self.size:
            raise AutusError("IMPORT_UNREADABLE", "the file is longer than it was said to be")
        self.data += part

    async def read(self, crypto: DeviceCrypto, passphrase: str | None) -> ArchiveContent | PlainFile:
        """The content.

        Raises AutusError: IMPORT_UNREADABLE, PASSPHRASE_NEEDED, and what opening raises.
        """
        if isinstance(self.content, ArchiveContent):
            return self.content
        if len(self.data) != self.size:
            raise AutusError("IMPORT_UNREADABLE", "the file is not all there")
        if not is_archive(self.data):
            self.content = plain_import.read_plain(self.data)
        elif passphrase is None:
            # A file that no passphrase can open is refused before anybody types one.
            read_front(self.data)
            raise AutusError("PASSPHRASE_NEEDED", "an archive opens with its passphrase")
        else:
            self.content = await archive_content.open_archive(crypto, self.data, passphrase)
            # The content has copies of the commits, so the bytes of the file can go.
            self.data = bytearray()
        return self.content


class TransferSession:
    """At most one archive that is being written and one file that is being imported, each by its handle."""

    def __init__(self) -> None:
        self._archive: tuple[str, ArchiveExport] | None = None
        self._file: tuple[str, Incoming] | None = None

    def open_archive(self, handle: str, archive: ArchiveExport) -> None:
        self._archive = handle, archive

    def open_file(self, handle: str, file: Incoming) -> None:
        self._file = handle, file

    def archive(self, handle: str) -> ArchiveExport:
        """Raises AutusError TRANSFER_GONE."""
        if self._archive is None or self._archive[0] != handle:
            raise AutusError("TRANSFER_GONE", "the archive has to be begun again")
        return self._archive[1]

    def file(self, handle: str) -> Incoming:
        """Raises AutusError TRANSFER_GONE."""
        if self._file is None or self._file[0] != handle:
            raise AutusError("TRANSFER_GONE", "the file has to be chosen again")
        return self._file[1]

    def close_archive(self) -> None:
        self._archive = None

    def close_file(self) -> None:
        self._file = None


def transfer_session(engine: Engine) -> TransferSession:
    """The session of this engine, which the first call creates."""
    if not isinstance(engine.transfer, TransferSession):
        engine.transfer = TransferSession()
        return engine.transfer
    return engine.transfer
