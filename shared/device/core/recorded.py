"""What the keyset records of the server's histories, as a device holds it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shared.device.core.vault import Vault
from shared.vault.keys import Secrets, Seen


class Recorded(msgspec.Struct, frozen=True):
    """What the secrets of a keyset say of the server's histories, of its present generation.

    `secrets` are those that were read. `seen` is by vault id in hex. `forked` are those that contradict a
    receipt of this device.
    """

    secrets: Secrets | None = None
    generation: bytes = b""
    seen: Mapping[str, Seen] = {}
    forked: frozenset[str] = frozenset()


def seen_of(vault: Vault) -> Seen | None:
    """The newest push that this device knows of the present generation. Its receipt may be an older one's."""
    receipt, generation = vault.meta.remote.receipt, vault.meta.generation
    if receipt is None or generation is None:
        return None
    return Seen(generation, receipt.number, receipt.head)
