"""Words that a person has saved and no commit has sealed yet."""

from __future__ import annotations

from shared.chain.context import OF_ONE_COMMIT, Context, validate_context
from shared.errors import AutusError


def check_words(words: Context) -> None:
    """Raises AutusError BAD_CONTEXT."""
    for field in OF_ONE_COMMIT & words.keys():
        raise AutusError("BAD_CONTEXT", f"a context's {field} belongs to one commit", field=field)
    validate_context(words)


def merge_words(pending: Context, words: Context) -> Context:
    """`pending` with `words`: what they leave out stays as it is. Raises AutusError BAD_CONTEXT."""
    merged = {**pending, **words}
    for key in ("goal", "names", "slots"):
        earlier, later = pending.get(key), words.get(key)
        if earlier is not None and later is not None:
            merged[key] = {**earlier, **later}
    validate_context(merged)
    return merged


def complete_words(pending: Context, words: Context) -> Context:
    """`pending` with the whole goal, as every version reads it, and the fields that the person touched."""
    goal = pending.get("goal")
    if goal is None:
        return pending
    return {**pending, "goal": {**words.get("goal", {}), **goal}, "touched": sorted(goal)}
