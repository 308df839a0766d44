"""Methods for goals: make, open, draft, what-ifs, words, commit."""

from __future__ import annotations

from msgspec import Struct

from shared import kernel
from shared.device.api import requests
from shared.device.api.engine import Engine
from shared.device.api.events import TypedEvent, ViewEvent
from shared.device.api.lock_views import Lock, lock_view
from shared.device.api.methods import Empty, MethodTable
from shared.device.api.views import (
    Account,
    SimView,
    VaultList,
    VaultView,
    account_view,
    sim_view,
    vault_list,
    vault_view,
)
from shared.device.core import typed, unfinished, whatifs
from shared.device.core.records import LOCK_FORMAT
from shared.device.core.text_fields import require_day, require_title
from shared.device.reading import what_ifs
from shared.device.reading.commit_rows import CommitRow, Quantities, commit_row, quantities
from shared.device.reading.course import Course, read_course
from shared.device.reading.what_ifs import WhatIfList
from shared.device.sync.status import SyncStatus, sync_status
from shared.words.score import Score

METHODS = MethodTable()


class BootAnswer(VaultList, frozen=True):
    """What a page needs at its start. `typed` is text by field that was typed before there is a goal.

    `lock` is null while the lock of the device is off.
    """

    account: Account | None
    sync: SyncStatus
    typed: dict[str, str]
    lock: Lock | None


class Scores(Struct, frozen=True):
    """The six scores of a goal text."""

    scores: list[Score]


class CommitAnswer(Struct, frozen=True):
    """A durable commit: the six stages of the physics, and the quantities before and after.

    `drift` is what a commit of the untouched draft would have given.
    """

    view: VaultView
    commit: CommitRow
    steps: list[str]
    before: Quantities
    drift: Quantities
    after: Quantities


@METHODS.add(repeatable=True)
async def boot(engine: Engine, _: requests.Request) -> BootAnswer:
    """Opens the device."""
    device = await engine.boot()
    listed, account = vault_list(device), account_view(device)
    lock = await lock_view(engine.host) if device.record.format >= LOCK_FORMAT else None
    return BootAnswer(listed.vaults, listed.active, account, sync_status(device), device.typed, lock)


@METHODS.add(repeatable=False, syncs=True, creates=True)
async def create_vault(engine: Engine, request: requests.CreateVault) -> VaultView:
    """Creates a goal with its first words."""
    goal = {"title": request.title, "why": request.why, "due": request.due}
    words = {key: value for key, value in goal.items() if value is not None}
    require_title({"goal": words})
    vault = await engine.device.create_vault(request.title, words, demo=request.demo)
    engine.emit(TypedEvent(None, dict.fromkeys(typed.OF_NEW_GOAL)))
    return engine.show(vault)


@METHODS.add(repeatable=False)
async def create_demo(engine: Engine, request: requests.CreateDemo) -> VaultView:
    """Creates the example goal with months of history. It never leaves the device."""
    # Few people open it, and every start would pay for the import.
    from shared.device.data import example_goal  # noqa: PLC0415 - for this reason

    vault = await example_goal.create_example_goal(
        engine.device, request.language, request.due, request.today_ms
    )
    return engine.show(vault)


@METHODS.add(repeatable=True)
async def select_vault(engine: Engine, request: requests.OfVault) -> VaultView:
    """Opens a goal."""
    return engine.show(await engine.device.select(bytes.fromhex(request.vault)))


@METHODS.add(repeatable=True)
async def view(engine: Engine, request: requests.OfVault) -> VaultView:
    """A goal as it is now."""
    return vault_view(await engine.load_vault(request))


@METHODS.add(repeatable=True)
async def draft(engine: Engine, request: requests.DraftPatch) -> SimView:
    """Changes the draft and previews the commit."""
    return change_draft(engine, request)


def change_draft(engine: Engine, request: requests.DraftPatch) -> SimView:
    """The method `draft` without waiting, so that a moving control shows its effect at once."""
    vault = engine.known_vault(request)
    vault.draft(request.page, request.patch, request.start, request.gesture)
    return sim_view(vault)


@METHODS.add(repeatable=True)
async def discard_draft(engine: Engine, request: requests.OfVault) -> VaultView:
    """Deletes the draft. Words that were saved stay for the next commit."""
    vault = await engine.load_vault(request)
    await unfinished.discard_draft(vault)
    return engine.show(vault)


@METHODS.add(repeatable=True)
async def save_draft(engine: Engine, request: requests.OfVault) -> Empty:
    """Stores the draft on this device."""
    vault = await engine.load_vault(request)
    await vault.save_draft()
    # `draft` answers only the page that called it. The other pages learn of the change here.
    if vault.loaded:
        engine.emit(ViewEvent(vault_view(vault)))
    return Empty()


@METHODS.add(repeatable=True)
async def install_draft(engine: Engine, request: requests.InstallDraft) -> VaultView:
    """Makes a whole draft document the draft."""
    vault = await engine.load_vault(request)
    await whatifs.install_draft(vault, request.draft, request.start)
    return engine.show(vault)


# A second call would undo one change more.
@METHODS.add(repeatable=False)
async def undo_draft(engine: Engine, request: requests.OfVault) -> VaultView:
    """Goes back one change of the draft. A discard is a change."""
    vault = await engine.load_vault(request)
    await unfinished.undo_draft(vault)
    return engine.show(vault)


@METHODS.add(repeatable=False)
async def redo_draft(engine: Engine, request: requests.OfVault) -> VaultView:
    """Takes back one undo."""
    vault = await engine.load_vault(request)
    await unfinished.redo_draft(vault)
    return engine.show(vault)


@METHODS.add(repeatable=True)
async def set_controls(engine: Engine, request: requests.SetControls) -> VaultView:
    """Keeps where a new draft begins, and which slots keep their share."""
    vault = await engine.load_vault(request)
    await unfinished.set_controls(vault, request.start, request.held)
    return engine.show(vault)


@METHODS.add(repeatable=False)
async def keep_whatif(engine: Engine, request: requests.KeepWhatIf) -> WhatIfList:
    """Saves a draft under a name."""
    vault = await engine.load_vault(request)
    await whatifs.keep_whatif(vault, request.name, request.draft)
    return await what_ifs.list_whatifs(engine.reader_of(vault))


@METHODS.add(repeatable=True)
async def course(engine: Engine, request: requests.OfVault) -> Course:
    """Where equal commits of the present draft lead."""
    return read_course(await engine.load_vault(request))


@METHODS.add(repeatable=True)
async def list_whatifs(engine: Engine, request: requests.OfVault) -> WhatIfList:
    """The what-ifs of a goal, oldest first."""
    return await what_ifs.list_whatifs(engine.reader_of(await engine.load_vault(request)))


@METHODS.add(repeatable=True)
async def load_whatif(engine: Engine, request: requests.OfWhatIf) -> VaultView:
    """Makes a what-if the draft."""
    vault = await engine.load_vault(request)
    await whatifs.load_whatif(vault, request.id)
    return engine.show(vault)


@METHODS.add(repeatable=True)
async def rename_whatif(engine: Engine, request: requests.RenameWhatIf) -> WhatIfList:
    """Renames a what-if."""
    vault = await engine.load_vault(request)
    await whatifs.rename_whatif(vault, request.id, request.name)
    return await what_ifs.list_whatifs(engine.reader_of(vault))


# A second time there is no such what-if.
@METHODS.add(repeatable=False)
async def discard_whatif(engine: Engine, request: requests.OfWhatIf) -> WhatIfList:
    """Deletes a what-if."""
    vault = await engine.load_vault(request)
    await whatifs.discard_whatif(vault, request.id)
    return await what_ifs.list_whatifs(engine.reader_of(vault))


@METHODS.add(repeatable=True)
async def score_words(_: Engine, request: requests.ScoreWords) -> Scores:
    """How specific a goal text is."""
    # A start does not wait for the tables.
    from shared.words.specificity import specificity  # noqa: PLC0415 - for this reason

    return Scores(specificity({"title": request.title, "why": request.why, "due": request.due}))


@METHODS.add(repeatable=True)
async def set_words(engine: Engine, request: requests.SetWords) -> VaultView:
    """Changes words, which the next commit seals."""
    vault = await engine.load_vault(request)
    goal, known = request.words.get("goal"), vault.words().get("goal")
    if isinstance(goal, dict) and goal.get("due") != (known or {}).get("due"):
        # A due of an older version may be any text, and stays until somebody changes it.
        require_day(goal.get("due"))
    await unfinished.set_words(vault, request.words)
    return engine.show(vault)


@METHODS.add(repeatable=True)
async def keep_typed(engine: Engine, request: requests.KeepTyped) -> Empty:
    """Keeps text that a person has typed and not yet saved."""
    if request.vault is None:
        await engine.device.keep_typed(request.changes)
    else:
        await unfinished.keep_typed(engine.device.vault(bytes.fromhex(request.vault)), request.changes)
    engine.emit(TypedEvent(request.vault, request.changes))
    return Empty()


# A second call would find no draft.
@METHODS.add(repeatable=False, syncs=True, creates=True)
async def commit(engine: Engine, request: requests.MakeCommit) -> CommitAnswer:
    """Commits the draft."""
    vault = await engine.load_vault(request)
    done = await vault.commit(engine.device.signer, request.label, request.note)
    engine.emit(TypedEvent(request.vault, dict.fromkeys(typed.OF_COMMIT)))
    view = engine.show(vault)
    engine.emit_status()
    row = commit_row(done.row, done.body, done.context, vault.tip.length - 1, {done.row.id})
    before, drift, after = done.before, kernel.drift(done.before), done.after
    return CommitAnswer(view, row, list(done.steps), quantities(before), quantities(drift), quantities(after))
