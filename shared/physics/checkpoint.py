"""States at full precision as bytes, for checkpoints."""

from __future__ import annotations

import msgspec

from shared.physics.document import canonical_json, unrounded_document
from shared.physics.draft import DEFAULT_DRAFT
from shared.physics.errors import DraftRejected, InvalidInput
from shared.physics.rules.table import rule_set
from shared.physics.state import RULES_V1, State, StateDocument
from shared.wire.decoding import Limits, json_decoder

# A history on this device may have more nodes than a witness accepts.
_decode = json_decoder(StateDocument, Limits(bytes_max=64 * 1024 * 1024, items_max=10_000_000))


def state_to_bytes(state: State) -> bytes:
    """The canonical unrounded JSON of the document, UTF-8, which `state_from_bytes` reads back exactly.

    The bytes do not name the rules. Store the rules beside them.
    """
    return canonical_json(unrounded_document(state)).encode()


def state_from_bytes(data: bytes, *, rules: str = RULES_V1) -> State:
    """The state that `state_to_bytes` wrote, under `rules`.

    Raises InvalidInput (INVALID_STATE) for anything else, AutusError (UPDATE_REQUIRED) for unknown rules.
    """
    check_state = rule_set(rules).check_state
    try:
        document = _decode(data)
        state = State(
            session_id=document.session_id,
            t_ms=document.t_ms,
            measure=document.measure,
            forecast=document.forecast,
            graph=document.graph,
            ui=document.ui,
            # `state_text` recognises a state without a draft by the identity of DEFAULT_DRAFT.
            draft=DEFAULT_DRAFT if document.ui.mode == "LIVE" else document.draft,
            rules=rules,
        )
        check_state(state)
    except msgspec.MsgspecError as error:
        raise InvalidInput("INVALID_STATE", f"not a state: {error}") from None
    except (DraftRejected, InvalidInput) as refusal:
        raise InvalidInput("INVALID_STATE", refusal.detail) from None
    if state_to_bytes(state) != data:
        raise InvalidInput("INVALID_STATE", "not the canonical text of a state")
    return state
