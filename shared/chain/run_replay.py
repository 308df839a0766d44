"""Replaying commits that continue one another, in two steps: fold, then verify the hashes of the states.

Hashing a state takes as long as folding it. The caller may let its host hash the states of one part while it
folds the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.chain.body import Body
from shared.chain.graph import Graph
from shared.chain.linear_order import Checkpoint, LinearOrder
from shared.errors import AutusError
from shared.kernel import State, replay_step


class RunReplay:
    """Commits on top of the tip of an order. The order grows by what was verified, and by nothing else.

    `parent_marker` is the marker of the last verified commit.
    """

    def __init__(self, graph: Graph, order: LinearOrder, parent_marker: str) -> None:
        self._graph = graph
        self._order = order
        self._state = order.state
        self._tip = order.tip
        self._verified = 0
        # Folded and not verified yet: commit, body, place in the graph, state.
        self._folded: list[tuple[bytes, Body, int, State]] = []
        self._refusal: AutusError | None = None
        self.parent_marker = parent_marker

    def fold(self, commits: Sequence[tuple[bytes, Body]]) -> list[State]:
        """The states after the next commits. Fewer if one is refused, which `finish` raises."""
        graph, state, tip = self._graph, self._state, self._tip
        states: list[State] = []
        if self._refusal is not None:
            return states
        identity = b""
        try:
            for identity, body in commits:
                place = graph.index(identity)
                if graph.parent_indices(place) != (tip,):
                    raise AutusError("STATE_UNKNOWN", "the commits do not continue one another")
                state = apply_body(state, body)
                tip = place
                states.append(state)
                self._folded.append((identity, body, place, state))
        except AutusError as error:
            index = self._verified + len(self._folded)
            self._refusal = error.with_fields(index=index, commit=identity.hex())
        self._state, self._tip = state, tip
        return states

    def verify(self, digests: Sequence[bytes]) -> None:
        """Verify the oldest folded commits. `digests` are the hashes of the canonical texts of their states.

        Raises AutusError (REPLAY_MISMATCH) with `index` and `commit`. The commits before it are remembered.
        """
        places: list[int] = []
        try:
            for (identity, body, place, _), digest in zip(self._folded, digests, strict=False):
                try:
                    check_marker_of(body, digest.hex(), self.parent_marker)
                except AutusError as error:
                    index = self._verified + len(places)
                    raise error.with_fields(index=index, commit=identity.hex()) from None
                self.parent_marker = body.marker.hash
                places.append(place)
        finally:
            self._remember(places)

    def finish(self) -> State:
        """The state after the last commit. Raises what refused one of them."""
        if self._refusal is not None:
            raise self._refusal
        return self._state

    def _remember(self, places: Sequence[int]) -> None:
        if not places:
            return
        count, length = len(places), self._order.length
        checkpoints: list[Checkpoint] = [
            (length + offset + 1, self._folded[offset][3]) for offset in _offsets_to_keep(count)
        ]
        self._order.extend(places, checkpoints, self._folded[count - 1][3])
        del self._folded[:count]
        self._verified += count


def _offsets_to_keep(count: int) -> list[int]:
    """Which of the last `count` states to keep: the closer to the end, the more. See `add_checkpoint`."""
    distance, kept = 0, list[int]()
    while distance < count:
        kept.append(count - 1 - distance)
        distance += max(1, distance // 4)
    return kept[::-1]


def apply_body(state: State, body: Body) -> State:
    """The state after one more commit. Raises AutusError (REPLAY_MISMATCH) for a draft outside the rules."""
    try:
        return replay_step(state, body.draft, body.t_ms, rules=body.rules)
    except AutusError as error:
        raise AutusError(
            "REPLAY_MISMATCH", f"the draft is refused: {error.detail}", reason=error.code
        ) from None


def check_marker_of(body: Body, state_hash: str, previous: str | None) -> None:
    """Compare a body's marker with the hash of the replayed state and with the link to its parents' markers.

    Raises AutusError (REPLAY_MISMATCH) with the `computed` and the `recorded` value. Decoding a body checks
    the marker's own hash.
    """
    marker = body.marker
    if state_hash != marker.state_hash:
        raise _mismatch("the state differs", state_hash, marker.state_hash)
    if previous != marker.prev_hash:
        raise _mismatch("the marker continues another marker", previous, marker.prev_hash)


def _mismatch(detail: str, computed: str | None, recorded: str | None) -> AutusError:
    return AutusError("REPLAY_MISMATCH", detail, computed=computed, recorded=recorded)
