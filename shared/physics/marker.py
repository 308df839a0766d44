"""Replay markers: the hash chain that binds a state's history."""

from __future__ import annotations

import hashlib

from shared.physics.errors import InvalidInput
from shared.physics.text import INTEGER_MAX, quoted, shown


def check_time(t_ms: int) -> int:
    """Integer milliseconds from 0 to 2^53 - 1. Raises InvalidInput (INVALID_T_MS)."""
    if type(t_ms) is not int or not 0 <= t_ms <= INTEGER_MAX:
        raise InvalidInput("INVALID_T_MS", f"t_ms is {shown(t_ms)}; allowed is an integer from 0 to 2^53 - 1")
    return t_ms


def marker_hash(t_ms: int, state_hash: str, prev_hash: str | None, label: str | None) -> str:
    """SHA-256 (64 hex) of the canonical JSON of the marker. `state_hash` may be any text.

    Raises InvalidInput: INVALID_T_MS, INVALID_TEXT.
    """
    check_time(t_ms)
    try:
        text = (
            f'{{"label":{_text_or_null(label)},"prev_hash":{_text_or_null(prev_hash)}'
            f',"state_hash":{quoted(_text(state_hash))},"t_ms":{t_ms}}}'
        ).encode()
    except UnicodeEncodeError:
        raise InvalidInput("INVALID_TEXT", "a text has a lone surrogate") from None
    return hashlib.sha256(text).hexdigest()


def merge_prev_hash(one: str, other: str) -> str:
    """The prev_hash of a merge: its parents' marker hashes in ascending order, joined by `+`."""
    return f"{min(one, other)}+{max(one, other)}"


def check_link(last_hash: str | None, prev_hash: str | None) -> None:
    """Raises InvalidInput (HASH_CHAIN_MISMATCH) if `prev_hash` is given and not the chain's last hash."""
    if prev_hash is not None and prev_hash != last_hash:
        raise InvalidInput(
            "HASH_CHAIN_MISMATCH",
            f"the marker continues {shown(prev_hash)}, the chain ends with {shown(last_hash)}",
        )


def _text(value: str) -> str:
    if type(value) is not str:
        raise InvalidInput("INVALID_TEXT", f"must be a text, not {shown(value)}")
    return value


def _text_or_null(value: str | None) -> str:
    return "null" if value is None else quoted(_text(value))
