"""Methods for the past of a goal: rows, states, series, search, verification, and imported commits."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from msgspec import Struct

from shared.device.api import requests
from shared.device.api.engine import Engine
from shared.device.api.methods import MethodTable
from shared.device.core.vault import Vault
from shared.device.data import commit_import
from shared.device.reading import attribution, pages
from shared.device.reading.attribution import ChangeParts
from shared.device.reading.pages import PastState, PastStates, RowPage
from shared.device.reading.series import (
    Branches,
    CommitFilter,
    Matches,
    Series,
    find_commits,
    read_branches,
    read_series,
)
from shared.device.reading.verification import Verification, verify_vault
from shared.errors import AutusError

METHODS = MethodTable()
Answer = TypeVar("Answer")


class ImportedCommits(Struct, frozen=True):
    """The new head and the number of new commits."""

    head: str
    count: int


@METHODS.add(repeatable=True)
async def history(engine: Engine, request: requests.ReadHistory) -> RowPage:
    """A page of the history, newest first."""
    vault = await engine.load_vault(request)
    return await read_of(vault, pages.read_page(vault, request.before, request.limit))


@METHODS.add(repeatable=True)
async def state_at(engine: Engine, request: requests.OfCommit) -> PastState:
    """The goal as it was after a commit."""
    vault = await engine.load_vault(request)
    return await read_of(vault, pages.read_state(engine.reader_of(vault), bytes.fromhex(request.commit)))


@METHODS.add(repeatable=True)
async def states(engine: Engine, request: requests.ReadStates) -> PastStates:
    """The goal as it was after the commits at some positions."""
    vault = await engine.load_vault(request)
    return await read_of(vault, pages.read_states(engine.reader_of(vault), request.positions))


@METHODS.add(repeatable=True)
async def rows(engine: Engine, request: requests.ReadRows) -> RowPage:
    """The rows at some positions."""
    vault = await engine.load_vault(request)
    return await read_of(vault, pages.read_rows(vault, request.positions))


@METHODS.add(repeatable=True)
async def series(engine: Engine, request: requests.ReadSeries) -> Series:
    """The first call replays the history. Its progress is an event, task `series`."""
    vault = await engine.load_vault(request)
    read = read_series(
        engine.reader_of(vault),
        request.points,
        request.start,
        request.end,
        request.of,
        engine.progress("series"),
    )
    return await read_of(vault, read)


@METHODS.add(repeatable=True)
async def explain_change(engine: Engine, request: requests.ExplainChange) -> ChangeParts:
    """What moved the quantities between two commits. Its progress is an event, task `explain`."""
    vault = await engine.load_vault(request)
    ends = bytes.fromhex(request.first), bytes.fromhex(request.last)
    found = attribution.explain_change(engine.reader_of(vault), *ends, engine.progress("explain"))
    return await read_of(vault, found)


@METHODS.add(repeatable=True)
async def branches(engine: Engine, request: requests.OfVault) -> Branches:
    """Where the history of a goal is not a line."""
    vault = await engine.load_vault(request)
    return await read_of(vault, read_branches(engine.device, vault))


@METHODS.add(repeatable=True)
async def find(engine: Engine, request: requests.FindCommits) -> Matches:
    """The positions of commits that match a filter, newest first."""
    vault = await engine.load_vault(request)
    wanted = CommitFilter(request.device, request.kind, request.text, request.slot)
    found = find_commits(engine.reader_of(vault), wanted, engine.progress("series"))
    return await read_of(vault, found)


@METHODS.add(repeatable=True)
async def verify(engine: Engine, request: requests.OfVault) -> Verification:
    """Replays the whole chain. Its progress is an event, task `verify`."""
    vault = await engine.load_vault(request)
    return await verify_vault(vault, engine.progress("verify"))


@METHODS.add(repeatable=False, syncs=True)
async def import_commits(engine: Engine, request: requests.ImportCommits) -> ImportedCommits:
    """Adds many commits at once: all of them, or none."""
    vault = await engine.load_vault(request)
    count = await commit_import.import_commits(vault, engine.device.signer, request.commits)
    engine.emit_vault(vault.id)
    return ImportedCommits(vault.meta.head.hex(), count)


async def read_of(vault: Vault, answer: Awaitable[Answer]) -> Answer:
    """A read that fails because the goal moved meanwhile is refused for that reason, not as damage."""
    try:
        return await answer
    except AutusError:
        vault.require_present()
        raise
