"""Verifying a whole history from its ciphertext, without anything that this device remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import UNSET, Struct, UnsetType

from shared import kernel
from shared.device.core.commit_log import CommitLog
from shared.device.core.commit_validation import add_validated
from shared.device.core.documents import ProblemDocument
from shared.device.core.history import History
from shared.device.core.vault import Vault
from shared.errors import AutusError
from shared.wire.pushes import WireCommit

BATCH_COMMITS = 500


class _Verified(History):
    """A history that keeps nothing of a commit but its row. It reads a ciphertext from where it is kept, and
    opening checks its id again.
    """

    def __init__(self, source: History) -> None:
        log = CommitLog(source.log.store, source.ring.vault)
        super().__init__(source.crypto, source.ring, log)
        self._source = source

    async def wires(self, commits: Sequence[bytes]) -> list[WireCommit]:
        return await self._source.wires(commits)


class Verification(Struct, frozen=True):
    """The result of a verification. `error` is set if `ok` is false. `ms` is how long the replay took."""

    head: str
    state_hash: str
    ok: bool
    commits: int
    merges: int
    ms: int
    error: ProblemDocument | UnsetType = UNSET


async def verify_vault(vault: Vault, progress: Callable[[int, int], None]) -> Verification:
    """Opens and replays the tip and all its ancestors. A mismatch is in `error`, not raised."""
    host, tip = vault.host, vault.tip
    started = host.now_ms()
    source = await vault.history()
    order = source.graph.difference(tip.commit, None)
    verified = _Verified(source)
    shown = kernel.state_hash(tip.state)
    error: ProblemDocument | UnsetType = UNSET
    done = 0
    try:
        for offset in range(0, len(order), BATCH_COMMITS):
            part = order[offset : offset + BATCH_COMMITS]
            await add_validated(verified, list(zip(part, await source.wires(part), strict=True)))
            verified.mark_durable(verified.fresh_entries(part))
            done += len(part)
            progress(done, len(order))
        _compare(kernel.state_hash(await verified.state(tip.commit)), shown)
    except AutusError as refusal:
        error = refusal.problem()
    merges = sum(1 for commit in order[:done] if source.row(commit).is_merge)
    elapsed = max(0, host.now_ms() - started)
    return Verification(
        head=tip.commit.hex(),
        state_hash=shown,
        ok=error is UNSET,
        commits=done,
        merges=merges,
        ms=elapsed,
        error=error,
    )


def _compare(computed: str, shown: str) -> None:
    if computed != shown:
        raise AutusError("REPLAY_MISMATCH", "the state differs", computed=computed, recorded=shown)
