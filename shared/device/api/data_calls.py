"""Methods for a person's data as a whole: exports, archives, imports, deletion.

The facade imports this module on the first call of one of them, because a start rarely needs it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Literal

from msgspec import Struct

from shared.device.account import account_recovery, account_removal, detached
from shared.device.account.detached import DetachedVault
from shared.device.api import data_requests as requests
from shared.device.api.engine import Engine
from shared.device.api.events import SyncEvent, VaultsEvent
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.requests import ConfirmedByPassword, OfVault, Request, WayShown
from shared.device.api.transfers import Incoming, transfer_session
from shared.device.api.views import VaultList, vault_list
from shared.device.api.way_shown import way_at_hand
from shared.device.data import archive_export, archive_import, backups, deletion, plain_export, plain_import
from shared.device.data.archive_import import ImportGoal
from shared.device.data.backups import BackupState
from shared.device.data.plain_export import CsvPage, JsonPage
from shared.device.data.plain_import import PlainFile
from shared.device.sync import surplus
from shared.device.sync.receipt_proofs import KeptProof, export_proof, list_proofs
from shared.device.sync.status import SyncStatus, sync_status
from shared.errors import AutusError
from shared.vault.archive import FILE_BYTES_MAX

METHODS = MethodTable()


class DeviceState(VaultList, frozen=True):
    """The goals that are left, and how sync goes."""

    status: SyncStatus


class ArchiveBegun(Struct, frozen=True):
    """The handle of a new archive, and how many commits it will have."""

    archive: str
    total: int


class ArchivePart(Struct, frozen=True):
    """The next bytes of an archive in base64; `done` of `total` commits are written. `last` ends it."""

    data: str
    done: int
    total: int
    last: bool


class ImportBegun(Struct, frozen=True):
    """The handle of a file to import."""

    file: str


class PartArrived(Struct, frozen=True):
    """How many bytes of the file have arrived."""

    arrived: int


class ImportPreview(Struct, frozen=True):
    """What a file holds. Only an archive says when it was made."""

    kind: Literal["archive", "json"]
    created_ms: int | None
    goals: list[ImportGoal]


class ImportAnswer(DeviceState, frozen=True):
    """`taken` are the ids of the imported goals."""

    taken: list[str]


class DataStatus(Struct, frozen=True):
    """`detached` goals are not on this device; goals `deleted_on_server` are only on this device. `proofs`
    are those that the server contradicted itself.
    """

    backups: list[BackupState]
    detached: list[DetachedVault]
    deleted_on_server: list[str]
    proofs: list[KeptProof]


class ProofFile(Struct, frozen=True):
    """The document of a proof, as text."""

    text: str


class Republished(DeviceState, frozen=True):
    """The id of the new goal."""

    vault: str


@METHODS.add(repeatable=True)
async def export_json(engine: Engine, request: requests.ReadExport) -> JsonPage:
    """Commits of a goal as documents."""
    vault = await engine.load_vault(request)
    return await plain_export.export_json(vault, _head(request), request.after, request.limit)


@METHODS.add(repeatable=True)
async def export_csv(engine: Engine, request: requests.ReadTable) -> CsvPage:
    """Commits of a goal as lines of a table."""
    vault = await engine.load_vault(request)
    return await plain_export.export_csv(
        vault, _head(request), request.after, request.limit, decimal_comma=request.decimal_comma
    )


def _head(request: requests.ReadExport) -> bytes | None:
    return None if request.head is None else bytes.fromhex(request.head)


@METHODS.add(repeatable=True)
async def begin_archive(engine: Engine, request: requests.BeginArchive) -> ArchiveBegun:
    """Starts an encrypted archive of goals."""
    vaults = [engine.device.vault(bytes.fromhex(vault)) for vault in dict.fromkeys(request.vaults)]
    archive = await archive_export.begin_archive(engine.device.host, vaults, request.passphrase)
    handle = _new_handle(engine)
    transfer_session(engine).open_archive(handle, archive)
    return ArchiveBegun(handle, archive.total)


# An archive ends with the tab that wrote it, so a repeated call is refused.
@METHODS.add(repeatable=True)
async def next_archive_part(engine: Engine, request: requests.OfArchive) -> ArchivePart:
    """The next bytes of an archive."""
    session = transfer_session(engine)
    archive = session.archive(request.archive)
    data = await archive.next_part()
    if archive.finished:
        session.close_archive()
    return ArchivePart(b64encode(data).decode(), archive.done, archive.total, archive.finished)


@METHODS.add(repeatable=True)
async def begin_import(engine: Engine, request: requests.BeginImport) -> ImportBegun:
    """Starts the import of a file."""
    if not request.size:
        raise AutusError("FILE_EMPTY", "the file has no bytes")
    if request.size > FILE_BYTES_MAX:
        raise AutusError(
            "ARCHIVE_TOO_LARGE", f"at most {FILE_BYTES_MAX} bytes", size=request.size, limit=FILE_BYTES_MAX
        )
    handle = _new_handle(engine)
    transfer_session(engine).open_file(handle, Incoming(request.size))
    return ImportBegun(handle)


def _new_handle(engine: Engine) -> str:
    return engine.device.host.crypto.random(8).hex()


@METHODS.add(repeatable=False)
async def add_import_part(engine: Engine, request: requests.AddImportPart) -> PartArrived:
    """Adds bytes to a file."""
    incoming = transfer_session(engine).file(request.file)
    try:
        incoming.add(b64decode(request.data, validate=True))
    except ValueError as error:
        raise AutusError("INVALID_REQUEST", str(error)) from None
    return PartArrived(len(incoming.data))


@METHODS.add(repeatable=True)
async def preview_import(engine: Engine, request: requests.PreviewImport) -> ImportPreview:
    """What importing a whole file would change."""
    device = engine.device
    file = transfer_session(engine).file(request.file)
    content = await file.read(device.host.crypto, request.passphrase)
    if isinstance(content, PlainFile):
        return ImportPreview("json", None, [await plain_import.preview_plain(device, content)])
    goals = [await archive_import.preview_goal(device, goal) for goal in content.goals]
    return ImportPreview("archive", content.created_ms, goals)


@METHODS.add(repeatable=False, syncs=True)
async def apply_import(engine: Engine, request: requests.ApplyImport) -> ImportAnswer:
    """Imports goal by goal. Goals imported before a refusal stay; importing them again changes nothing."""
    incoming = transfer_session(engine).file(request.file)
    device, wanted, done, total = engine.device, set(request.vaults), 0, 0
    taken: list[str] = []
    report = engine.progress("import")

    def progress(more: int) -> None:
        nonlocal done
        done += more
        if more > 1 or done % 100 == 0:
            report(done, total)

    async with device.sync_interrupted():
        content = incoming.content
        if content is None:
            raise AutusError("TRANSFER_GONE", "the preview comes first")
        if isinstance(content, PlainFile):
            if content.vault in wanted:
                total = len(content.commits)
                vault = await plain_import.import_plain(device, content, progress)
                # A second import would make a second goal.
                incoming.content = None
                taken.append(vault.id.hex())
                engine.emit_vault(vault.id)
        else:
            chosen = [goal for goal in content.goals if goal.goal.vault.hex() in wanted]
            total = sum(len(goal.ids) for goal in chosen)
            for goal in chosen:
                vault = await archive_import.import_goal(device, goal, progress)
                taken.append(vault.id.hex())
                engine.emit_vault(vault.id)
    state = _emit_state(engine)
    return ImportAnswer(state.vaults, state.active, state.status, taken)


@METHODS.add(repeatable=True)
async def end_import(engine: Engine, request: requests.OfImport) -> Empty:
    """Forgets a file."""
    session = transfer_session(engine)
    session.file(request.file)
    session.close_file()
    return Empty()


@METHODS.add(repeatable=True)
async def data_status(engine: Engine, _: Request) -> DataStatus:
    """Backups, detached goals, goals that were deleted on the server, and proofs against it."""
    device = engine.device
    deleted = [vault.id.hex() for vault in device.vaults.values() if vault.meta.removed]
    return DataStatus(
        await backups.backup_status(device),
        await detached.list_detached_vaults(device),
        deleted,
        await list_proofs(device),
    )


@METHODS.add(repeatable=True)
async def export_receipt_proof(engine: Engine, request: requests.ExportReceiptProof) -> ProofFile:
    """Two contradicting receipts of the server as a document that anyone can check."""
    return ProofFile(await export_proof(engine.device, request.proof))


@METHODS.add(repeatable=True)
async def dismiss_backup(engine: Engine, _: Request) -> Empty:
    """Hides the notice about missing backups for a while."""
    await backups.dismiss_backup(engine.device)
    return Empty()


@METHODS.add(repeatable=False)
async def delete_vault(engine: Engine, request: requests.DeleteVault) -> DeviceState:
    """Deletes a goal from this device, the server, or both."""
    vault = engine.known_vault(request)
    device = engine.device
    async with device.sync_interrupted() if request.where == "device" else device.sync_lock:
        way = way_at_hand(device, request.password, request.passkey)
        await deletion.delete_vault(device, vault, request.where, way)
    return _emit_state(engine)


@METHODS.add(repeatable=True)
async def reattach_vault(engine: Engine, request: OfVault) -> DeviceState:
    """Brings a detached goal back to this device."""
    # A running round of sync may be writing the mark that this deletes.
    async with engine.device.sync_interrupted():
        await detached.reattach_vault(engine.device, bytes.fromhex(request.vault))
    await engine.sync()
    return _emit_state(engine)


@METHODS.add(repeatable=True)
async def keep_vault_here(engine: Engine, request: OfVault) -> DeviceState:
    """Keeps a goal that the server calls deleted on this device alone."""
    vault = await engine.load_vault(request)
    async with engine.device.sync_interrupted():
        await deletion.keep_vault_here(engine.device, vault)
    return _emit_state(engine)


@METHODS.add(repeatable=False)
async def republish_vault(engine: Engine, request: OfVault) -> Republished:
    """Puts a goal that is on this device alone on the server again. A deleted one becomes a new goal."""
    vault = await engine.load_vault(request)
    async with engine.device.sync_lock:
        new = await deletion.republish_vault(engine.device, vault)
    engine.emit_vault(new.id)
    await engine.sync()
    state = _emit_state(engine)
    return Republished(state.vaults, state.active, state.status, new.id.hex())


@METHODS.add(repeatable=False)
async def continue_vault(engine: Engine, request: requests.ContinueVault) -> Republished:
    """Goes on as a new goal with one that a removed device has stopped. The stopped one stays here."""
    stopped = await engine.load_vault(request)
    async with engine.device.sync_lock:
        new = await surplus.go_on(engine.device, stopped, with_surplus=request.with_surplus)
    engine.emit_vault(stopped.id)
    engine.emit_vault(new.id)
    await engine.sync()
    state = _emit_state(engine)
    return Republished(state.vaults, state.active, state.status, new.id.hex())


@METHODS.add(repeatable=False, signs_out=True)
async def delete_account(engine: Engine, request: WayShown) -> DeviceState:
    """Deletes the account on the server."""
    async with engine.device.sync_lock:
        way = way_at_hand(engine.device, request.password, request.passkey)
        await account_removal.delete_account(engine.device, way)
    await engine.emit_lock()
    return _emit_state(engine)


@METHODS.add(repeatable=False, syncs=True)
async def recover_account(engine: Engine, request: ConfirmedByPassword) -> DeviceState:
    """Creates an account again that the server has forgotten."""
    async with engine.device.sync_lock:
        await account_recovery.recover_account(engine.device, request.password)
    await engine.sync()
    return _emit_state(engine)


@METHODS.add(repeatable=False, signs_out=True)
async def leave_account(engine: Engine, _: Request) -> DeviceState:
    """Removes the account and its goals from this device."""
    async with engine.device.sync_interrupted():
        await account_removal.leave_account(engine.device)
    await engine.emit_lock()
    return _emit_state(engine)


def _emit_state(engine: Engine) -> DeviceState:
    """The present state for the page that asked. Other pages get it as events."""
    listed, status = vault_list(engine.device), sync_status(engine.device)
    engine.emit(VaultsEvent(listed.vaults, listed.active))
    engine.emit(SyncEvent(status))
    return DeviceState(listed.vaults, listed.active, status)
