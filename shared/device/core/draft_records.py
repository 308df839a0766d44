"""The sealed records of a vault's draft, its steps and the choices for its controls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from shared import kernel
from shared.chain.context import Context
from shared.crypto.device import DeviceCrypto
from shared.device.core.draft_steps import NO_DRAFT, Drafted, DraftSteps, SavedControls, SavedSteps
from shared.device.core.records import (
    CONTROLS,
    DRAFT,
    STEPS,
    SavedDraft,
    decode,
    decode_document,
    encode,
    seal_records,
)
from shared.kernel import State

PREFIXES = (DRAFT, STEPS, CONTROLS)


class Unfinished(NamedTuple):
    """What a person has set and not committed: the draft, saved words, and the choices for the controls."""

    drafted: Drafted
    pending: Context
    controls: SavedControls


def read_unfinished(plain: Mapping[str, bytes], live: State) -> Unfinished:
    """What opened records hold, by the prefixes of their keys. Raises AutusError STORAGE_DAMAGED."""
    drafted, pending, controls = NO_DRAFT, Context(), SavedControls()
    if DRAFT in plain:
        saved = decode(plain[DRAFT], SavedDraft)
        pending = decode_document(saved.words)
        if saved.draft is not None:
            drafted = Drafted(kernel.install_draft(live, decode_document(saved.draft)), saved.start)
    if STEPS in plain:
        steps = decode(plain[STEPS], SavedSteps)
        drafted = drafted._replace(steps=DraftSteps(steps.past, steps.future))
    if CONTROLS in plain:
        controls = decode(plain[CONTROLS], SavedControls)
    return Unfinished(drafted, pending, controls)


async def seal_draft(
    crypto: DeviceCrypto, vault: bytes, drafted: Drafted, pending: Context
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """What to write and what to delete so that the store holds a draft, its steps and `pending` words."""
    records: dict[str, bytes] = {}
    if drafted.sim is not None or pending:
        draft = None
        if drafted.sim is not None:
            draft = kernel.canonical_json(kernel.draft_document(drafted.sim)).encode()
        records[DRAFT] = encode(SavedDraft(draft, msgspec.json.encode(pending), drafted.start))
    if drafted.steps.past or drafted.steps.future:
        records[STEPS] = encode(SavedSteps(drafted.steps.past, drafted.steps.future))
    puts = [(prefix + vault.hex(), record) for prefix, record in records.items()]
    deletes = [prefix + vault.hex() for prefix in (DRAFT, STEPS) if prefix not in records]
    return await seal_records(crypto, puts), deletes


async def seal_controls(
    crypto: DeviceCrypto, vault: bytes, controls: SavedControls
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """What to write and what to delete so that the store holds `controls`."""
    key = CONTROLS + vault.hex()
    if controls == SavedControls():
        return [], [key]
    return await seal_records(crypto, [(key, encode(controls))]), []
