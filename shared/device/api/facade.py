"""The engine as pages call it: JSON in, JSON out, every refusal a problem with a stable code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from shared.device.account import keyset_sync, login, roster_sync
from shared.device.account.server_restore import accept_generation
from shared.device.api import requests
from shared.device.api.views import (
    account_view,
    sim_view,
    vault_summary,
    vault_view,
    vaults_view,
)
from shared.device.core import whatifs
from shared.device.core.device import Device, open_device
from shared.device.core.host import Host
from shared.device.core.vault import Vault
from shared.device.data import commit_import
from shared.device.reading import pages, series
from shared.device.reading.commit_rows import commit_row, quantities
from shared.device.reading.history_reader import Course
from shared.device.reading.verification import verify_vault
from shared.device.sync.device_id_renewal import renew_device_id
from shared.device.sync.round import local_vaults, sync_all
from shared.device.sync.status import sync_status
from shared.errors import AutusError

Emit = Callable[[bytes], None]
Document = dict[str, Any]
encode_json = msgspec.json.Encoder().encode


class Facade:
    """One open device. `emit` is given each event as JSON, for every page that is open."""

    def __init__(self, host: Host, emit: Emit) -> None:
        self._host = host
        self._emit = emit
        self._device: Device | None = None
        self._course: Course | None = None
        # What the late methods keep between two calls.
        self.held: Any = None

    @property
    def device(self) -> Device:
        if self._device is None:
            raise AutusError("NOT_BOOTED", "boot comes first")
        return self._device

    async def call(self, method: str, payload: bytes) -> bytes:
        """`{"ok": answer}` or `{"error": {code, detail, ...}}`."""
        found = find_method(method)
        if found is None:
            return encode_json({"error": {"code": "NO_SUCH_METHOD", "detail": method}})
        kind, run = found
        try:
            return encode_json({"ok": await run(self, _read(payload, kind))})
        except AutusError as error:
            return encode_json({"error": error.problem()})

    def draft(self, payload: bytes) -> bytes:
        """The one call that waits for nothing: a patch in, what it would lead to out."""
        try:
            request = _read(payload, requests.DraftPatch)
            vault = self._known(request)
            vault.draft(request.page, request.patch)
            return encode_json({"ok": sim_view(vault)})
        except AutusError as error:
            return encode_json({"error": error.problem()})

    def emit(self, kind: str, **event: object) -> None:
        self._emit(encode_json({"type": kind, **event}))

    def emit_vault(self, vault: bytes) -> None:
        """Tells every page what a goal looks like now, if it is still here."""
        known = self.device.vaults.get(vault)
        if known is not None and known.loaded:
            self.emit("view", view=vault_view(known))
        self.emit("vaults", **vaults_view(self.device))

    def _tell(self, vault: Vault) -> Document:
        """The goal's view for the page that asked, told to the others too."""
        view = vault_view(vault)
        self.emit("view", view=view)
        self.emit("vaults", **vaults_view(self.device))
        return view

    def progress(self, task: str, done: int, total: int) -> None:
        self.emit("progress", task=task, done=done, total=total)

    async def boot(self, _: requests.Request) -> Document:
        if self._device is None:
            self._device = await open_device(self._host)
        return {
            **vaults_view(self.device),
            "account": account_view(self.device),
            "sync": sync_status(self.device),
        }

    async def create_vault(self, request: requests.CreateVault) -> Document:
        goal = {"title": request.title, "why": request.why, "due": request.due}
        words = {key: value for key, value in goal.items() if value is not None}
        vault = await self.device.create_vault(request.title, words, demo=request.demo)
        return self._tell(vault)

    async def create_demo(self, request: requests.CreateDemo) -> Document:
        # Few ever look at it, and every start would pay for it.
        from shared.device.data.example_goal import create_demo  # noqa: PLC0415 - for this reason

        return self._tell(await create_demo(self.device, request.language, request.due, request.today_ms))

    async def select_vault(self, request: requests.OfVault) -> Document:
        vault = await self.device.select(bytes.fromhex(request.vault))
        return self._tell(vault)

    async def view(self, request: requests.OfVault) -> Document:
        return vault_view(await self._vault(request))

    async def discard_draft(self, request: requests.OfVault) -> Document:
        vault = await self._vault(request)
        await vault.discard_draft()
        return self._tell(vault)

    async def save_draft(self, request: requests.OfVault) -> Document:
        vault = await self._vault(request)
        await vault.save_draft()
        # Drafting answers its own page alone; the others hear of it here.
        if vault.loaded:
            self.emit("view", view=vault_view(vault))
        return {}

    async def install_draft(self, request: requests.InstallDraft) -> Document:
        vault = await self._vault(request)
        await whatifs.install(vault, request.draft)
        return self._tell(vault)

    async def whatif_keep(self, request: requests.WhatIfKeep) -> Document:
        vault = await self._vault(request)
        await whatifs.keep(vault, request.name, request.draft)
        return await pages.whatif_list(vault)

    async def whatif_list(self, request: requests.OfVault) -> Document:
        return await pages.whatif_list(await self._vault(request))

    async def whatif_load(self, request: requests.OfWhatIf) -> Document:
        vault = await self._vault(request)
        await whatifs.load(vault, request.id)
        return self._tell(vault)

    async def whatif_rename(self, request: requests.WhatIfRename) -> Document:
        vault = await self._vault(request)
        await whatifs.rename(vault, request.id, request.name)
        return await pages.whatif_list(vault)

    async def whatif_discard(self, request: requests.OfWhatIf) -> Document:
        vault = await self._vault(request)
        await whatifs.discard(vault, request.id)
        return await pages.whatif_list(vault)

    async def words_specificity(self, request: requests.GoalText) -> Document:
        return pages.words_specificity({"title": request.title, "why": request.why, "due": request.due})

    async def set_words(self, request: requests.SetWords) -> Document:
        vault = await self._vault(request)
        await vault.set_words(request.words)
        return self._tell(vault)

    async def commit(self, request: requests.Commit) -> Document:
        vault = await self._vault(request)
        done = await vault.commit(self.device.signer, request.label, request.note)
        view = self._tell(vault)
        self.emit("sync", status=sync_status(self.device))
        row = commit_row(done.row, done.body, done.context, vault.tip.length - 1, {done.row.id})
        return {
            "view": view,
            "commit": row,
            "steps": list(done.steps),
            "before": quantities(done.before),
            "after": quantities(done.after),
        }

    async def history(self, request: requests.HistoryPage) -> Document:
        vault = await self._vault(request)
        return await _read_from(vault, pages.history_page(vault, request.before, request.limit))

    async def state_at(self, request: requests.OfCommit) -> Document:
        vault = await self._vault(request)
        return await _read_from(vault, pages.state_at(self._course_of(vault), bytes.fromhex(request.commit)))

    async def states(self, request: requests.States) -> Document:
        vault = await self._vault(request)
        return await _read_from(vault, pages.states(self._course_of(vault), request.positions))

    async def rows(self, request: requests.Rows) -> Document:
        vault = await self._vault(request)
        return await _read_from(vault, pages.rows_at(vault, request.positions))

    async def series(self, request: requests.Series) -> Document:
        vault = await self._vault(request)
        return await _read_from(
            vault,
            series.read_series(
                self._course_of(vault), request.points, request.start, request.end, request.of, self._replayed
            ),
        )

    async def branches(self, request: requests.OfVault) -> Document:
        vault = await self._vault(request)
        return await _read_from(vault, series.branches(vault))

    async def find(self, request: requests.Find) -> Document:
        vault = await self._vault(request)
        wanted = series.CommitFilter(request.device, request.kind, request.text, request.slot)
        return await _read_from(vault, series.find_commits(self._course_of(vault), wanted, self._replayed))

    async def verify(self, request: requests.OfVault) -> Document:
        vault = await self._vault(request)
        return await verify_vault(vault, lambda done, total: self.progress("verify", done, total))

    async def import_commits(self, request: requests.ImportCommits) -> Document:
        vault = await self._vault(request)
        count = await commit_import.import_commits(vault, self.device.signer, request.commits)
        self.emit_vault(vault.id)
        return {"head": vault.meta.head.hex(), "count": count}

    async def register(self, request: requests.Credentials) -> Document | None:
        async with self.device.sync_lock:
            await login.register(self.device, request.name, request.password, request.device_name)
        return account_view(self.device)

    async def login(self, request: requests.LogIn) -> Document:
        async with self.device.sync_lock:
            await login.log_in(
                self.device, request.name, request.password, request.device_name, adopt=request.adopt
            )
        adopted = len(local_vaults(self.device)) if request.adopt else 0
        await self.sync(requests.Request())
        return {
            "account": account_view(self.device),
            "adopted": adopted,
            "vaults": vaults_view(self.device)["vaults"],
        }

    async def logout(self, _: requests.Request) -> Document:
        async with self.device.interrupting():
            await login.log_out(self.device)
        self.emit("sync", status=sync_status(self.device))
        return {}

    async def sync(self, _: requests.Request) -> Document:
        await sync_all(self.device, self.emit_vault, self._emit_status)
        return sync_status(self.device)

    async def sync_status(self, _: requests.Request) -> Document:
        return sync_status(self.device)

    async def devices(self, _: requests.Request) -> list[Document]:
        return await pages.devices(self.device)

    async def rename_device(self, request: requests.RenameDevice) -> list[Document]:
        async with self.device.sync_lock:
            target = bytes.fromhex(request.device)
            await roster_sync.rename_device(self.device, target, request.name, request.password)
        return await pages.devices(self.device)

    async def set_witnessed(self, request: requests.SetWitnessed) -> Document:
        vault = await self._vault(request)
        async with self.device.sync_lock:
            await keyset_sync.set_witnessed(self.device, vault, on=request.on)
        self.emit_vault(vault.id)
        return vault_summary(vault)

    async def accept_generation(self, _: requests.Request) -> Document:
        async with self.device.sync_lock:
            await accept_generation(self.device)
        return await self.sync(requests.Request())

    async def rehome(self, request: requests.Rehome) -> Document:
        async with self.device.sync_lock:
            await renew_device_id(self.device, request.password, request.device_name)
        return await self.sync(requests.Request())

    def _known(self, request: requests.OfVault) -> Vault:
        return self.device.vault(bytes.fromhex(request.vault))

    async def _vault(self, request: requests.OfVault) -> Vault:
        """The goal that a request is about, its present state read."""
        vault = self._known(request)
        await vault.load()
        return vault

    def _course_of(self, vault: Vault) -> Course:
        """Of the goal that is looked at; that of another is forgotten, as it is kept on the device."""
        if self._course is None or self._course.vault is not vault:
            self._course = Course(vault)
        return self._course

    def _replayed(self, done: int, total: int) -> None:
        self.progress("series", done, total)

    def _emit_status(self) -> None:
        self.emit("sync", status=sync_status(self.device))


Method = tuple[type[requests.Request], Callable[[Facade, Any], Awaitable[Any]]]

METHODS: dict[str, Method] = {
    "boot": (requests.Request, Facade.boot),
    "create_vault": (requests.CreateVault, Facade.create_vault),
    "create_demo": (requests.CreateDemo, Facade.create_demo),
    "select_vault": (requests.OfVault, Facade.select_vault),
    "view": (requests.OfVault, Facade.view),
    "discard_draft": (requests.OfVault, Facade.discard_draft),
    "save_draft": (requests.OfVault, Facade.save_draft),
    "install_draft": (requests.InstallDraft, Facade.install_draft),
    "whatif_keep": (requests.WhatIfKeep, Facade.whatif_keep),
    "whatif_list": (requests.OfVault, Facade.whatif_list),
    "whatif_load": (requests.OfWhatIf, Facade.whatif_load),
    "whatif_rename": (requests.WhatIfRename, Facade.whatif_rename),
    "whatif_discard": (requests.OfWhatIf, Facade.whatif_discard),
    "words_specificity": (requests.GoalText, Facade.words_specificity),
    "set_words": (requests.SetWords, Facade.set_words),
    "commit": (requests.Commit, Facade.commit),
    "history": (requests.HistoryPage, Facade.history),
    "state_at": (requests.OfCommit, Facade.state_at),
    "states": (requests.States, Facade.states),
    "rows": (requests.Rows, Facade.rows),
    "series": (requests.Series, Facade.series),
    "branches": (requests.OfVault, Facade.branches),
    "find": (requests.Find, Facade.find),
    "verify": (requests.OfVault, Facade.verify),
    "import_commits": (requests.ImportCommits, Facade.import_commits),
    "register": (requests.Credentials, Facade.register),
    "login": (requests.LogIn, Facade.login),
    "logout": (requests.Request, Facade.logout),
    "sync": (requests.Request, Facade.sync),
    "sync_status": (requests.Request, Facade.sync_status),
    "devices": (requests.Request, Facade.devices),
    "rename_device": (requests.RenameDevice, Facade.rename_device),
    "set_witnessed": (requests.SetWitnessed, Facade.set_witnessed),
    "accept_generation": (requests.Request, Facade.accept_generation),
    "rehome": (requests.Rehome, Facade.rehome),
}


# Those of `data_calls`, by name: a start does not import what few days need.
LATE_METHODS = frozenset(
    {
        "archive_begin",
        "archive_next",
        "call_back",
        "data_status",
        "delete_account",
        "delete_vault",
        "dismiss_backup",
        "export_csv",
        "export_json",
        "import_apply",
        "import_begin",
        "import_end",
        "import_part",
        "import_preview",
        "leave_account",
        "publish_again",
        "recreate_account",
    }
)


def find_method(name: str) -> Method | None:
    """The request that a method takes and what runs it; None where there is none of this name."""
    if name in LATE_METHODS:
        from shared.device.api import data_calls  # noqa: PLC0415 - only when it is needed

        return data_calls.METHODS[name]
    return METHODS.get(name)


def _read(payload: bytes, kind: type[requests.AnyRequest]) -> requests.AnyRequest:
    try:
        return requests.read(payload, kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise AutusError("INVALID_REQUEST", str(error)) from None


async def _read_from(vault: Vault, answer: Awaitable[Document]) -> Document:
    """What was read of a goal that an adoption took away meanwhile is not damaged but elsewhere."""
    try:
        return await answer
    except AutusError:
        vault.require_here()
        raise
