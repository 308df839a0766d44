"""Refusals of the physics."""

from __future__ import annotations

from typing import Literal

from shared.errors import AutusError

BlockReason = Literal["NO_DRAFT", "SIGMA_ABOVE_LIMIT"]


class DraftRejected(AutusError):
    """A draft update or a recorded draft outside the rules. Nothing changed.

    Codes: INVALID_PAGE, INVALID_PATCH_TYPE, INVALID_PATCH_KEY, INVALID_PATCH_RANGE, INVALID_ENUM,
    INVALID_VECTOR_RANGE, TOO_MANY_OPS, INVALID_NODE_OPERATION.
    """


class CommitBlocked(AutusError):
    """The commit gate is shut: code COMMIT_BLOCKED_BY_RULES and a `reason`.

    Reasons: NO_DRAFT; SIGMA_ABOVE_LIMIT, with the preview's sigma and the limit in `fields`.
    """

    def __init__(self, code: str, reason: BlockReason, detail: str = "", **fields: object) -> None:
        super().__init__(code, detail or reason, reason=reason, **fields)
        self.reason = reason


class InvalidInput(AutusError):
    """An argument outside the rules, other than a draft.

    Codes: INVALID_SESSION_ID, INVALID_T_MS, INVALID_LABEL, INVALID_TEXT, INVALID_DOCUMENT, INVALID_STATE,
    HASH_CHAIN_MISMATCH.
    """
