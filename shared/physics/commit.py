"""Preview, gate, commit, and the step of a replay."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from shared.physics.document import state_hash
from shared.physics.draft import Draft
from shared.physics.errors import CommitBlocked, InvalidInput
from shared.physics.marker import check_time
from shared.physics.rules.table import rule_set
from shared.physics.state import State
from shared.physics.text import has_lone_surrogate


class Committed(Struct, frozen=True):
    """The result of a commit.

    `marker_payload` is {t_ms, state_hash, prev_hash, label}. Its prev_hash is None, because a state does not
    know its history. The caller that keeps the chain sets the link.
    """

    state: State
    marker_payload: dict[str, object]
    processing_steps: list[str]


def preview(state: State) -> State:
    """The state that a commit of the draft would give, at the t_ms of `state` and without the gate."""
    return rule_set(state.rules).run(state, state.draft, state.t_ms)


def drift(state: State) -> State:
    """The state that a commit of the untouched draft would give, whatever the draft of `state` holds.

    The effect of what a person moved is a quantity of `preview(state)` minus that of `drift(state)`.
    """
    rules = rule_set(state.rules)
    return rules.run(state, rules.untouched, state.t_ms)


def commit_gate(state: State, previewed: State) -> CommitBlocked | None:
    """The reason why a commit of `state` is refused, given its preview, or None."""
    return rule_set(state.rules).gate(state, previewed)


def commit(state: State, t_ms: int, label: str | None = None, *, gate: bool = True) -> Committed:
    """Apply the draft at `t_ms` milliseconds, under the rules of `state`.

    Raises CommitBlocked if `gate` is true and the gate is shut, InvalidInput (INVALID_T_MS, INVALID_LABEL).
    """
    check_time(t_ms)
    if label is not None and (type(label) is not str or has_lone_surrogate(label)):
        raise InvalidInput("INVALID_LABEL", "a label must be None or text without lone surrogates")
    rules = rule_set(state.rules)
    after = rules.run(state, state.draft, t_ms)
    if gate:
        # The preview differs from `after` in t_ms only, which no gate reads.
        blocked = rules.gate(state, after)
        if blocked is not None:
            raise blocked
    payload: dict[str, object] = {
        "t_ms": t_ms,
        "state_hash": state_hash(after),
        "prev_hash": None,
        "label": label,
    }
    return Committed(state=after, marker_payload=payload, processing_steps=list(rules.processing_steps))


def replay_step(state: State, draft: Draft | None, t_ms: int, *, rules: str | None = None) -> State:
    """Replay one commit: check the recorded draft and apply it without the gate.

    `rules` are the rules of the commit's body, those of `state` unless given. A genesis or a merge has no
    draft and only sets the rules. It hashes nothing. Raises DraftRejected, InvalidInput (INVALID_T_MS), and
    AutusError (UPDATE_REQUIRED) for unknown rules.
    """
    rules_of_body = rule_set(state.rules if rules is None else rules)
    if draft is None:
        return state if state.rules == rules_of_body.name else replace(state, rules=rules_of_body.name)
    check_time(t_ms)
    rules_of_body.check_draft(draft)
    return rules_of_body.run(state, draft, t_ms)
