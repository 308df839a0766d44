"""Adding commits from elsewhere to a history, after opening and replaying them."""

from __future__ import annotations

from collections.abc import Sequence

from shared.chain.header import Kind
from shared.chain.replay import verify_marker
from shared.device.core.commit_log import build_entry_from
from shared.device.core.history import History
from shared.errors import AutusError
from shared.vault.envelope import Opened, open_commits
from shared.vault.merge import check_merge
from shared.wire.pushes import WireCommit


async def add_validated(history: History, commits: Sequence[tuple[bytes, WireCommit]]) -> None:
    """Opens and replays `(id, wire)` commits, parents first, and adds them as fresh commits.

    Raises what opening raises, and UNKNOWN_PARENT, REPLAY_MISMATCH and MERGE_MISMATCH with `commit`. After an
    error the caller must discard the history.
    """
    wires = [wire for _, wire in commits]
    ids = [commit for commit, _ in commits]
    opened = await open_commits(history.crypto, history.ring, wires, contexts=True, ids=ids)
    for one, wire in zip(opened, wires, strict=True):
        history.add(build_entry_from(one.id, one.header, wire, one.body.t_ms, one.context), one)
    start = 0
    while start < len(opened):
        end = _end_of_run(opened, start)
        await _replay_run(history, opened[start:end])
        start = end


def _end_of_run(opened: Sequence[Opened], start: int) -> int:
    """The end of the run that starts at `start`: each of its commits is the only child of the one before."""
    end = start + 1
    if opened[start].header.kind == Kind.COMMIT:
        while end < len(opened) and opened[end].header.parents == (opened[end - 1].id,):
            end += 1
    return end


async def _replay_run(history: History, run: Sequence[Opened]) -> None:
    first = run[0]
    if first.header.kind == Kind.COMMIT:
        (parent,) = first.header.parents
        if history.replay.state(parent) is None:
            await history.state(parent)
        marker = (await history.body(parent)).marker.hash
        history.replay.follow([(one.id, one.body) for one in run], marker)
        return
    state = await history.state(first.id)
    try:
        if first.header.kind == Kind.GENESIS:
            verify_marker(first.body, state, ())
        else:
            one, other = [await history.parent(parent) for parent in first.header.parents]
            check_merge(history.graph, history.ring, first, one, other, state)
    except AutusError as error:
        raise error.with_fields(commit=first.id.hex()) from None
