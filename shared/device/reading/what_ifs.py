"""The what-ifs of a goal as pages show them: drafts from the present on, and changes of a past commit."""

from __future__ import annotations

from msgspec import Struct

from shared import kernel
from shared.device.core import whatifs
from shared.device.core.documents import DraftDocument
from shared.device.core.past_change import PastChange
from shared.device.core.records import SavedWhatIf
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import Gate, Quantities, gate_view, quantities
from shared.device.reading.history_reader import HistoryReader, ignore_progress
from shared.errors import AutusError
from shared.kernel import Horizon


class KeptPast(Struct, frozen=True):
    """The change of a past commit. `position` is null if the history no longer has the commit.

    `blocked` counts the commits that the gate would have refused on the way.
    """

    change: PastChange
    position: int | None
    blocked: int


class WhatIf(Struct, frozen=True):
    """A named draft, and the state it leads to from the present one.

    A what-if of another past has `past`, and its draft is untouched. `sim` is the present in that past. It is
    null if the history no longer has the changed commit, or is too long to be replayed to the present.
    `horizon` is that of `sim`.
    """

    id: int
    name: str
    draft: DraftDocument
    horizon: Horizon
    sim: Quantities | None
    gate: Gate | None
    past: KeptPast | None


class WhatIfList(Struct, frozen=True):
    """The what-ifs of a vault, and the largest allowed number of them.

    `drift` is what a commit of the untouched draft gives from the present state, from which drafts start.
    """

    whatifs: list[WhatIf]
    limit: int
    drift: Quantities


async def list_whatifs(reader: HistoryReader) -> WhatIfList:
    """Each what-if, and the state it leads to: from the present one, or from the past one that it changes."""
    found = []
    for kept in await whatifs.read_whatifs(reader.vault):
        change = whatifs.past_of(kept)
        if change is None:
            found.append(_preview_draft(reader.vault, kept))
        else:
            found.append(await _replay_past(reader, kept, change))
    return WhatIfList(found, whatifs.WHATIFS_MAX, quantities(reader.vault.drift))


def _preview_draft(vault: Vault, kept: SavedWhatIf) -> WhatIf:
    sim = whatifs.build_state(vault, kept)
    previewed = kernel.preview(sim)
    return WhatIf(
        id=kept.number,
        name=kept.name,
        draft=kernel.draft_document(sim),
        horizon=previewed.forecast.horizon,
        sim=quantities(previewed),
        gate=gate_view(sim, previewed),
        past=None,
    )


async def _replay_past(reader: HistoryReader, kept: SavedWhatIf, change: PastChange) -> WhatIf:
    # Few what-ifs are of another past, so a start does not pay for the import.
    from shared.device.reading.another_past import replay_another_past  # noqa: PLC0415 - for this reason

    untouched = whatifs.build_state(reader.vault, kept)
    state, position, blocked, gate = None, None, 0, None
    try:
        replayed = await replay_another_past(reader, change, ignore_progress)
    except AutusError as error:
        if error.code != "UNKNOWN_COMMIT":
            raise
    else:
        state = replayed.state if replayed.is_complete else None
        position, blocked = replayed.first, replayed.blocked_count
        gate = replayed.blocked[0].gate if replayed.blocked else None
    return WhatIf(
        id=kept.number,
        name=kept.name,
        draft=kernel.draft_document(untouched),
        horizon=(state or untouched).forecast.horizon,
        sim=None if state is None else quantities(state),
        gate=gate,
        past=KeptPast(change, position, blocked),
    )
