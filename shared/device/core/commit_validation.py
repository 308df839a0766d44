"""Adding commits from elsewhere to a history, after opening and replaying them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.chain.body import Body
from shared.chain.header import Kind
from shared.chain.replay import verify_marker
from shared.crypto.device import DeviceCrypto
from shared.device.core.commit_log import build_entry_from
from shared.device.core.history import History
from shared.device.core.turns import give_way
from shared.errors import AutusError
from shared.kernel import State, state_text
from shared.vault.envelope import KeyRing, Opened, decrypt_commits
from shared.vault.merge import check_merge
from shared.wire.pushes import WireCommit

CONTENT_REFUSALS = frozenset(
    {
        "BAD_BODY",
        "BAD_CONTEXT",
        "BAD_MARKER",
        "BAD_MERGE",
        "BAD_REPLAY_TAG",
        "COMMIT_UNREADABLE",
        "MERGE_MISMATCH",
        "REPLAY_MISMATCH",
    }
)
"""What only somebody with the keys can refuse. The id of a commit binds its bytes: no server changed them."""

PART_COMMITS = 200
"""How many commits are read or folded without a pause. A control that the person moves waits that long."""


class Replayed(NamedTuple):
    """A validated commit and the state after it."""

    id: bytes
    body: Body
    state: State


async def add_validated(history: History, commits: Sequence[tuple[bytes, WireCommit]]) -> list[Replayed]:
    """Opens and replays `(id, wire)` commits, parents first, and adds them as fresh commits.

    Raises what opening raises, and UNKNOWN_PARENT, REPLAY_MISMATCH and MERGE_MISMATCH with `commit`. After an
    error the caller must discard the history.
    """
    opened = await open_validated(history.crypto, history.ring, commits)
    return await add_opened(history, opened, [wire for _, wire in commits])


async def open_validated(
    crypto: DeviceCrypto,
    ring: KeyRing,
    commits: Sequence[tuple[bytes, WireCommit]],
    *,
    computed: bool = False,
) -> list[Opened]:
    """Opens `(id, wire)` commits with their contexts, in parts with pauses. Raises as `open_commits` does.

    `computed`: the caller has just computed the ids from these very bytes.
    """
    ids, wires = [commit for commit, _ in commits], [wire for _, wire in commits]
    batch = await decrypt_commits(crypto, ring, wires, contexts=True, ids=ids, computed=computed)
    opened: list[Opened] = []
    for first, end in _parts(len(commits)):
        opened += batch.read(first, end)
        await give_way()
    return opened


async def add_opened(
    history: History, opened: Sequence[Opened], wires: Sequence[WireCommit]
) -> list[Replayed]:
    """Replays opened commits, parents first, and adds them as fresh commits. Raises as `add_validated`."""
    for one, wire in zip(opened, wires, strict=True):
        history.add(build_entry_from(one.id, one.header, wire, one.body.t_ms, one.context), one)
    replayed: list[Replayed] = []
    start = 0
    while start < len(opened):
        end = _end_of_run(opened, start)
        replayed += await _replay_run(history, opened[start:end])
        start = end
    return replayed


def _parts(length: int) -> Iterator[tuple[int, int]]:
    for first in range(0, length, PART_COMMITS):
        yield first, min(first + PART_COMMITS, length)


def _end_of_run(opened: Sequence[Opened], start: int) -> int:
    """The end of the run that starts at `start`: each of its commits is the only child of the one before."""
    end = start + 1
    if opened[start].header.kind == Kind.COMMIT:
        while end < len(opened) and opened[end].header.parents == (opened[end - 1].id,):
            end += 1
    return end


async def _replay_run(history: History, run: Sequence[Opened]) -> list[Replayed]:
    first = run[0]
    if first.header.kind == Kind.COMMIT:
        return await _follow(history, run)
    state = await history.state(first.id)
    try:
        if first.header.kind == Kind.GENESIS:
            verify_marker(first.body, state, ())
        else:
            one, other = [await history.parent(parent) for parent in first.header.parents]
            check_merge(history.graph, history.ring, first, one, other, state)
    except AutusError as error:
        raise error.with_fields(commit=first.id.hex()) from None
    return [Replayed(first.id, first.body, state)]


async def _follow(history: History, run: Sequence[Opened]) -> list[Replayed]:
    """Folds a part while the host hashes the states of the one before."""
    (parent,) = run[0].header.parents
    if history.replay.state(parent) is None:
        await history.state(parent)
    replay = history.replay.begin_run(run[0].id, (await history.body(parent)).marker.hash)
    replayed: list[Replayed] = []
    hashing: asyncio.Task[list[bytes]] | None = None
    try:
        for first, end in _parts(len(run)):
            part = [(one.id, one.body) for one in run[first:end]]
            states = replay.fold(part)
            replayed += [Replayed(*commit, state) for commit, state in zip(part, states, strict=False)]
            if hashing is not None:
                replay.verify(await hashing)
            texts = [state_text(state).encode() for state in states]
            hashing = asyncio.create_task(_hash(history.crypto, texts))
            await give_way()
        if hashing is not None:
            replay.verify(await hashing)
        replay.finish()
    finally:
        if hashing is not None:
            hashing.cancel()
    return replayed


async def _hash(crypto: DeviceCrypto, texts: Sequence[bytes]) -> list[bytes]:
    return await crypto.sha256(texts)
