"""The facade's methods for a person's data as a whole: exports, archives, imports, deletion.

Imported when one of them is first called: a start does not pay for what few days need.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from shared.device.account import account_recovery, account_removal, detached
from shared.device.api.requests import OfVault, Password, Request
from shared.device.api.views import vaults_view
from shared.device.core.field_types import CommitId, VaultId
from shared.device.core.vault import Vault
from shared.device.data import (
    archive_content,
    archive_export,
    archive_import,
    backups,
    deletion,
    plain_export,
    plain_import,
)
from shared.device.data.archive_content import ArchiveContent
from shared.device.data.plain_import import PlainFile
from shared.device.sync.status import sync_status
from shared.errors import AutusError
from shared.vault.archive import FILE_BYTES_MAX, GOALS_MAX, MAGIC

if TYPE_CHECKING:
    from shared.device.api.facade import Facade

Document = dict[str, Any]
ROWS_MAX = 500
PART_CHARACTERS_MAX = 8 * 1024 * 1024
Handle = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]


class ExportPage(OfVault, frozen=True):
    """`head` is that of the first page, None there; positions count from 0."""

    after: Annotated[int, Meta(ge=0)]
    limit: Annotated[int, Meta(ge=1, le=ROWS_MAX)]
    head: CommitId | None = None


class BeginArchive(Request, frozen=True):
    """The passphrase is the archive's own."""

    vaults: Annotated[list[VaultId], Meta(min_length=1, max_length=GOALS_MAX)]
    passphrase: Password


class OfArchive(Request, frozen=True):
    """An archive that was begun."""

    archive: Handle


class BeginImport(Request, frozen=True):
    """How many bytes the file has."""

    size: Annotated[int, Meta(ge=1)]


class OfImport(Request, frozen=True):
    """An import that was begun."""

    file: Handle


class ImportPart(OfImport, frozen=True):
    """The next bytes of the file, base64."""

    data: Annotated[str, Meta(max_length=PART_CHARACTERS_MAX)]


class PreviewImport(OfImport, frozen=True):
    """An archive asks for its passphrase; a plain file has none."""

    passphrase: Password | None = None


class ApplyImport(OfImport, frozen=True):
    """Which goals of the file are taken in."""

    vaults: Annotated[list[VaultId], Meta(min_length=1, max_length=GOALS_MAX)]


class DeleteVault(OfVault, frozen=True):
    """`where`: from this device, from the server, or from both; the server asks for the password."""

    where: deletion.Where
    password: Password | None = None


class Confirmed(Request, frozen=True):
    """The account's password."""

    password: Password


class Incoming:
    """A file that arrives in parts, and what it was found to hold."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.content: ArchiveContent | PlainFile | None = None

    def add(self, part: bytes) -> None:
        if len(self.data) + len(part) > self.size:
            raise AutusError("IMPORT_UNREADABLE", "the file is longer than it was said to be")
        self.data += part

    async def read(self, facade: Facade, passphrase: str | None) -> ArchiveContent | PlainFile:
        if isinstance(self.content, ArchiveContent):
            return self.content
        if len(self.data) != self.size:
            raise AutusError("IMPORT_UNREADABLE", "the file is not all there")
        if not self.data.startswith(MAGIC):
            self.content = plain_import.read_plain(self.data)
        elif passphrase is None:
            raise AutusError("PASSPHRASE_NEEDED", "an archive opens with its passphrase")
        else:
            crypto = facade.device.host.crypto
            self.content = await archive_content.open_archive(crypto, self.data, passphrase)
            # Opened, its commits stand in memory by themselves.
            self.data = bytearray()
        return self.content


class Held:
    """What stands between two calls: one archive that is written, one file that is read."""

    def __init__(self) -> None:
        self.archive: tuple[str, archive_export.Archiving] | None = None
        self.file: tuple[str, Incoming] | None = None


def _held(facade: Facade) -> Held:
    if facade.held is None:
        facade.held = Held()
    held: Held = facade.held
    return held


def _file(facade: Facade, handle: str) -> Incoming:
    file = _held(facade).file
    if file is None or file[0] != handle:
        raise AutusError("TRANSFER_GONE", "the file has to be chosen again")
    return file[1]


async def _loaded(facade: Facade, request: OfVault) -> Vault:
    vault = facade.device.vault(bytes.fromhex(request.vault))
    await vault.load()
    return vault


async def _export_json(facade: Facade, request: ExportPage) -> Document:
    vault = await _loaded(facade, request)
    return await plain_export.export_json(vault, _head(request), request.after, request.limit)


async def _export_csv(facade: Facade, request: ExportPage) -> Document:
    vault = await _loaded(facade, request)
    return await plain_export.export_csv(vault, _head(request), request.after, request.limit)


def _head(request: ExportPage) -> bytes | None:
    return None if request.head is None else bytes.fromhex(request.head)


async def _archive_begin(facade: Facade, request: BeginArchive) -> Document:
    vaults = [facade.device.vault(bytes.fromhex(vault)) for vault in dict.fromkeys(request.vaults)]
    begun = await archive_export.begin_archive(facade.device.host, vaults, request.passphrase)
    handle = facade.device.host.crypto.random(8).hex()
    _held(facade).archive = (handle, begun)
    return {"archive": handle, "total": begun.total}


async def _archive_next(facade: Facade, request: OfArchive) -> Document:
    held = _held(facade)
    if held.archive is None or held.archive[0] != request.archive:
        raise AutusError("TRANSFER_GONE", "the archive has to be begun again")
    archive = held.archive[1]
    data = await archive.next_part()
    if archive.finished:
        held.archive = None
    return {
        "data": b64encode(data).decode(),
        "done": archive.done,
        "total": archive.total,
        "last": archive.finished,
    }


async def _import_begin(facade: Facade, request: BeginImport) -> Document:
    if request.size > FILE_BYTES_MAX:
        raise AutusError(
            "ARCHIVE_TOO_LARGE", f"at most {FILE_BYTES_MAX} bytes", size=request.size, limit=FILE_BYTES_MAX
        )
    handle = facade.device.host.crypto.random(8).hex()
    _held(facade).file = (handle, Incoming(request.size))
    return {"file": handle}


async def _import_part(facade: Facade, request: ImportPart) -> Document:
    incoming = _file(facade, request.file)
    try:
        incoming.add(b64decode(request.data, validate=True))
    except ValueError as error:
        raise AutusError("INVALID_REQUEST", str(error)) from None
    return {"arrived": len(incoming.data)}


async def _import_preview(facade: Facade, request: PreviewImport) -> Document:
    content = await _file(facade, request.file).read(facade, request.passphrase)
    device = facade.device
    if isinstance(content, PlainFile):
        goals = [await plain_import.preview_plain(device, content)]
        return {"kind": "json", "created_ms": None, "goals": goals}
    goals = [await archive_import.preview_goal(device, held) for held in content.goals]
    return {"kind": "archive", "created_ms": content.created_ms, "goals": goals}


async def _import_apply(facade: Facade, request: ApplyImport) -> Document:
    """Goal by goal: what was taken in before a refusal stays, and is the same when it is tried again."""
    incoming = _file(facade, request.file)
    device, wanted, done, total = facade.device, set(request.vaults), 0, 0
    taken: list[str] = []

    def progress(more: int) -> None:
        nonlocal done
        done += more
        if more > 1 or done % 100 == 0:
            facade.progress("import", done, total)

    async with device.interrupting():
        content = incoming.content
        if content is None:
            raise AutusError("TRANSFER_GONE", "the preview comes first")
        if isinstance(content, PlainFile):
            if content.vault in wanted:
                total = len(content.commits)
                vault = await plain_import.take_plain(device, content, progress)
                # A second time it would be a second goal.
                incoming.content = None
                taken.append(vault.id.hex())
                facade.emit_vault(vault.id)
        else:
            chosen = [held for held in content.goals if held.goal.vault.hex() in wanted]
            total = sum(len(held.ids) for held in chosen)
            for held in chosen:
                vault = await archive_import.take_goal(device, held, progress)
                taken.append(vault.id.hex())
                facade.emit_vault(vault.id)
    return {"taken": taken, **_tell(facade)}


async def _import_end(facade: Facade, request: OfImport) -> Document:
    _file(facade, request.file)
    _held(facade).file = None
    return {}


async def _data_status(facade: Facade, _: Request) -> Document:
    device = facade.device
    return {
        "backups": await backups.backup_status(device),
        "away": await detached.away_vaults(device),
        "removed": [vault.id.hex() for vault in device.vaults.values() if vault.meta.removed],
    }


async def _dismiss_backup(facade: Facade, _: Request) -> Document:
    await backups.dismiss_backup(facade.device)
    return {}


async def _delete_vault(facade: Facade, request: DeleteVault) -> Document:
    vault = facade.device.vault(bytes.fromhex(request.vault))
    device = facade.device
    async with device.interrupting() if request.where == "device" else device.sync_lock:
        await deletion.delete_vault(device, vault, request.where, request.password)
    return _tell(facade)


async def _call_back(facade: Facade, request: OfVault) -> Document:
    # A round that is under way may just be writing the mark that this takes away.
    async with facade.device.interrupting():
        await detached.call_back(facade.device, bytes.fromhex(request.vault))
    await facade.sync(Request())
    return _tell(facade)


async def _publish_again(facade: Facade, request: OfVault) -> Document:
    vault = await _loaded(facade, request)
    async with facade.device.sync_lock:
        new = await deletion.republish_vault(facade.device, vault)
    facade.emit_vault(new.id)
    await facade.sync(Request())
    return {"vault": new.id.hex(), **_tell(facade)}


async def _delete_account(facade: Facade, request: Confirmed) -> Document:
    async with facade.device.sync_lock:
        await account_removal.delete_account(facade.device, request.password)
    return _tell(facade)


async def _recreate_account(facade: Facade, request: Confirmed) -> Document:
    async with facade.device.sync_lock:
        await account_recovery.recreate_account(facade.device, request.password)
    await facade.sync(Request())
    return _tell(facade)


async def _leave_account(facade: Facade, _: Request) -> Document:
    async with facade.device.interrupting():
        await account_removal.leave_account(facade.device)
    return _tell(facade)


def _standing(facade: Facade) -> Document:
    return {**vaults_view(facade.device), "status": sync_status(facade.device)}


def _tell(facade: Facade) -> Document:
    """What is left, for the page that asked, told to the others too."""
    standing = _standing(facade)
    facade.emit("vaults", vaults=standing["vaults"], active=standing["active"])
    facade.emit("sync", status=standing["status"])
    return standing


METHODS: dict[str, tuple[type[Request], Callable[[Facade, Any], Awaitable[Any]]]] = {
    "export_json": (ExportPage, _export_json),
    "export_csv": (ExportPage, _export_csv),
    "archive_begin": (BeginArchive, _archive_begin),
    "archive_next": (OfArchive, _archive_next),
    "import_begin": (BeginImport, _import_begin),
    "import_part": (ImportPart, _import_part),
    "import_preview": (PreviewImport, _import_preview),
    "import_apply": (ApplyImport, _import_apply),
    "import_end": (OfImport, _import_end),
    "data_status": (Request, _data_status),
    "dismiss_backup": (Request, _dismiss_backup),
    "delete_vault": (DeleteVault, _delete_vault),
    "call_back": (OfVault, _call_back),
    "publish_again": (OfVault, _publish_again),
    "delete_account": (Confirmed, _delete_account),
    "recreate_account": (Confirmed, _recreate_account),
    "leave_account": (Request, _leave_account),
}
