"""Where the present course leads: the quantities after equal commits of the present draft."""

from __future__ import annotations

from msgspec import Struct

from shared import kernel
from shared.device.core.vault import Vault
from shared.device.reading.commit_rows import Quantities, quantities


class Course(Struct, frozen=True):
    """The quantities after 1, 2, … commits of the draft, and of the untouched draft in `drift`.

    `sim` is empty without a draft. The node operations of the draft are in the first commit only. `blocked`
    is the first commit, counted from 1, that the gate would refuse, null if there is none.
    """

    sim: list[Quantities]
    drift: list[Quantities]
    blocked: int | None


def read_course(vault: Vault) -> Course:
    """Raises AutusError VAULT_EMPTY."""
    live, sim = vault.tip.state, vault.sim
    drift = [quantities(state) for state in kernel.course(live)]
    if sim is None:
        return Course([], drift, None)
    states = kernel.course(sim)
    blocked, before = None, sim
    for number, after in enumerate(states, 1):
        if kernel.commit_gate(before, after) is not None:
            blocked = number
            break
        before = kernel.install_draft(after, sim.draft)
    return Course([quantities(state) for state in states], drift, blocked)
