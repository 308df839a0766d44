"""Methods that tell a person what has happened: the time before, merges, shares and people."""

from __future__ import annotations

from shared.device.api import requests
from shared.device.api.engine import Engine
from shared.device.api.history_calls import read_of
from shared.device.api.methods import Empty, MethodTable
from shared.device.reading.merge_news import MergeNews, read_merge_news
from shared.device.reading.merge_news import mark_told as told
from shared.device.reading.people import People, read_people
from shared.device.reading.share_spans import ShareSpans, read_share_spans
from shared.device.reading.tip_then import TipThen, read_tip_then

METHODS = MethodTable()


@METHODS.add(repeatable=True)
async def tip_then(engine: Engine, request: requests.OfTime) -> TipThen:
    """The quantities after the commit that was the tip at a time."""
    vault = await engine.load_vault(request)
    read = read_tip_then(engine.reader_of(vault), request.t_ms, engine.progress("series"))
    return await read_of(vault, read)


@METHODS.add(repeatable=True)
async def merge_news(engine: Engine, request: requests.OfVault) -> MergeNews:
    """What merges have joined since the person was last told."""
    vault = await engine.load_vault(request)
    return await read_of(vault, read_merge_news(engine.device, vault))


@METHODS.add(repeatable=True)
async def mark_told(engine: Engine, request: requests.OfCommit) -> Empty:
    """Remembers that the person was told of every merge up to a commit."""
    vault = await engine.load_vault(request)
    await told(vault, bytes.fromhex(request.commit))
    return Empty()


@METHODS.add(repeatable=True)
async def share_spans(engine: Engine, request: requests.ReadShares) -> ShareSpans:
    """The shares of the slots along the history. Progress is an event, task `series`."""
    vault = await engine.load_vault(request)
    read = read_share_spans(
        engine.reader_of(vault),
        request.points,
        request.starts,
        engine.progress("series"),
    )
    return await read_of(vault, read)


@METHODS.add(repeatable=True)
async def people(engine: Engine, request: requests.OfVault) -> People:
    """When people joined and left, and how their flow changed. Progress is an event, task `series`."""
    vault = await engine.load_vault(request)
    read = read_people(engine.reader_of(vault), engine.progress("series"))
    return await read_of(vault, read)
