"""The type of a rule set."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from shared.physics.draft import Draft, Shares
from shared.physics.errors import CommitBlocked
from shared.physics.state import State


class RuleSet(Struct, frozen=True):
    """One rule set. A published one never changes, because commits made under it must keep replaying."""

    name: str
    """The `rules` of a commit's body, for example "autus.rules.v1"."""

    processing_steps: tuple[str, ...]
    """The names of the stages of `run`."""

    untouched: Draft
    """The draft of a state that nobody has moved anything in."""

    sample_times: Mapping[str, tuple[float, ...]]
    """When the samples of a trajectory are, as shares of the horizon, by horizon."""

    run: Callable[[State, Draft, int], State]
    """(state, draft, t_ms) to the next state, whose `rules` is the name of this rule set."""

    shares: Callable[[Draft], Shares]
    """The share of each slot that `run` reads, in slot order."""

    run_shares: Callable[[State, Draft, Shares, int], State]
    """As `run`, with the given shares in place of the draft's. They need not add up to 1."""

    slot_quantities: tuple[str, ...]
    """The quantities of `Measure` that slots move directly."""

    gate: Callable[[State, State], CommitBlocked | None]
    """(state, its preview) to the reason why a commit is refused, or None."""

    merge_patch: Callable[[Draft, int, dict[str, object]], Draft]
    """(draft, page, patch) to the draft with the patch. Raises DraftRejected."""

    read_draft: Callable[[object], Draft]
    """A recorded draft from its document, without a range check. Raises DraftRejected."""

    check_draft: Callable[[Draft], None]
    """Raises DraftRejected for a value outside the ranges."""

    check_state: Callable[[State], None]
    """Raises DraftRejected or InvalidInput for a state that the rules cannot lead to."""
