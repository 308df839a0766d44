"""Typed text: what a person has typed and not yet saved, by the name of its field.

The text of a goal belongs to that goal. The text that was typed before there is a goal belongs to the device.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.crypto.device import DeviceCrypto
from shared.device.core.records import (
    TYPED,
    SavedTyped,
    decode,
    encode,
    open_records,
    seal_records,
)
from shared.errors import AutusError

FIELD_LENGTH_MAX = 96
TEXT_LENGTH_MAX = 8_000
"""Characters of one text. The longest field of a form is a problem report."""
FIELDS_MAX = 100
CHARACTERS_MAX = 200_000
"""Characters of all texts of one goal, or of the device."""

OF_COMMIT = ("label", "note")
"""The fields that a commit consumes."""
OF_NEW_GOAL = ("goal.title", "goal.why", "goal.due")
"""The fields of the device that a new goal consumes."""

Typed = dict[str, str]


def change_typed(typed: Mapping[str, str], changes: Mapping[str, str | None]) -> Typed:
    """`typed` with `changes`. None forgets a field. Raises AutusError TOO_MUCH_TYPED."""
    changed = {field: text for field, text in {**typed, **changes}.items() if text is not None}
    characters = sum(len(text) for text in changed.values())
    if len(changed) > FIELDS_MAX or characters > CHARACTERS_MAX:
        raise AutusError(
            "TOO_MUCH_TYPED",
            f"at most {FIELDS_MAX} texts with {CHARACTERS_MAX} characters in all",
            limit=CHARACTERS_MAX,
        )
    return changed


def without(typed: Mapping[str, str], fields: Collection[str]) -> Typed:
    """`typed` without some fields."""
    return {field: text for field, text in typed.items() if field not in fields}


async def open_typed(crypto: DeviceCrypto, key: str, sealed: bytes | None) -> Typed:
    """The texts of a record. Raises AutusError STORAGE_DAMAGED."""
    if sealed is None:
        return {}
    (plain,) = await open_records(crypto, [(key, sealed)])
    return decode(plain, SavedTyped).fields


async def seal_typed(
    crypto: DeviceCrypto, key: str, typed: Typed
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """What to write and what to delete so that the record under `key` holds `typed`."""
    if not typed:
        return [], [key]
    return await seal_records(crypto, [(key, encode(SavedTyped(typed)))]), []


def typed_key(vault: bytes) -> str:
    """The key of a vault's record."""
    return TYPED + vault.hex()
