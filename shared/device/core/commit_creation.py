"""Creating commits from recorded content: for imports, and for rewrites under other keys or ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context, with_origin
from shared.chain.header import Kind, decode_header
from shared.chain.replay import make_marker
from shared.device.core.commit_log import build_entry
from shared.device.core.history import History
from shared.errors import AutusError
from shared.kernel import Draft
from shared.vault.envelope import Opened, Unsealed, seal


class CommitContent(Struct, frozen=True):
    """What a person put into a commit, independent of the chain around it."""

    rules: str
    draft: Draft
    t_ms: int
    label: str | None
    context: Context | None


def build_draft(state: kernel.State, patches: Sequence[tuple[int, Any]], t_ms: int) -> Draft:
    """The draft that (page, patch) pairs produce on `state`, in order. Raises DraftRejected."""
    sim = kernel.draft_update(state, 1, {}, t_ms)
    for page, patch in patches:
        sim = kernel.draft_update(sim, page, patch, t_ms)
    return sim.draft


def make_body(state: kernel.State, draft: Draft, parent_marker: str, label: str | None) -> Body:
    """The body of a commit that led to `state`."""
    marker = make_marker(state.t_ms, state, (parent_marker,), label)
    return Body(draft=draft, kind="commit", marker=marker, rules=state.rules, t_ms=state.t_ms, v=1)


async def create_commit(
    history: History, device: bytes, seq: int, parent: bytes, recorded: CommitContent
) -> bytes:
    """Adds a fresh commit on `parent` and returns its id. The commit gate does not apply, as in replay."""
    before = history.replay.state(parent)
    if before is None:
        before = await history.state(parent)
    parent_marker = (await history.body(parent)).marker.hash
    after = kernel.replay_step(before, recorded.draft, recorded.t_ms, rules=recorded.rules)
    body = make_body(after, recorded.draft, parent_marker, recorded.label)
    item = Unsealed(
        kind=Kind.COMMIT, parents=(parent,), device=device, seq=seq, body=body, context=recorded.context
    )
    (sealed,) = await seal(history.crypto, history.ring, [item])
    new = build_entry(sealed.id, (sealed.header, sealed.ciphertext), recorded.t_ms, recorded.context)
    history.add(new, Opened(sealed.id, decode_header(sealed.header), body, recorded.context))
    history.replay.follow([(sealed.id, body)], parent_marker)
    return sealed.id


async def create_from_origin(
    history: History, me: bytes, seq: int, parent: bytes, recorded: CommitContent, origin: bytes
) -> bytes:
    """Creates a commit that names the commit it was first created from."""
    named = replace(recorded, context=with_origin(recorded.context, origin))
    try:
        return await create_commit(history, me, seq, parent, named)
    except AutusError as error:
        if error.code != "COMMIT_TOO_LARGE":
            raise
    # The commit is as large as a commit can be. Without its origin it may exist twice one day; with it, it
    # could not exist.
    return await create_commit(history, me, seq, parent, recorded)


def content_of(opened: Opened, draft: Draft) -> CommitContent:
    """The content of an opened commit. `draft` must be its own."""
    body = opened.body
    return CommitContent(body.rules, draft, body.t_ms, body.marker.label, opened.context)
