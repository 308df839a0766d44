"""Methods for other courses of a goal: trajectories beside what came, and another past."""

from __future__ import annotations

from shared.device.api import requests
from shared.device.api.engine import Engine
from shared.device.api.history_calls import read_of
from shared.device.api.methods import MethodTable
from shared.device.core import whatifs
from shared.device.reading.another_past import PastCourses, read_another_past, replay_another_past
from shared.device.reading.history_reader import ignore_progress
from shared.device.reading.then_and_now import ThenAndNows, read_then_and_now
from shared.device.reading.what_ifs import WhatIfList, list_whatifs

METHODS = MethodTable()


@METHODS.add(repeatable=True)
async def then_and_now(engine: Engine, request: requests.ReadStates) -> ThenAndNows:
    """The trajectories of past commits beside the density that came. Progress is an event, task `series`."""
    vault = await engine.load_vault(request)
    read = read_then_and_now(
        engine.reader_of(vault),
        request.positions,
        engine.progress("series"),
    )
    return await read_of(vault, read)


@METHODS.add(repeatable=True)
async def another_past(engine: Engine, request: requests.ReadAnotherPast) -> PastCourses:
    """Replays a history with another draft for one commit. Progress is an event, task `another_past`."""
    vault = await engine.load_vault(request)
    read = read_another_past(
        engine.reader_of(vault),
        request.change,
        request.points,
        engine.progress("another_past"),
    )
    return await read_of(vault, read)


@METHODS.add(repeatable=False)
async def keep_past(engine: Engine, request: requests.KeepPast) -> WhatIfList:
    """Saves another past as a what-if. A change that the physics refuses is not saved."""
    vault = await engine.load_vault(request)
    reader = engine.reader_of(vault)
    await read_of(vault, replay_another_past(reader, request.change, ignore_progress))
    await whatifs.keep_past(vault, request.name, request.change)
    return await list_whatifs(reader)
