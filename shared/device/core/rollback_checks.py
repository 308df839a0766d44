"""Checks that a server does not go back behind what this device has seen, nor fork from it."""

from __future__ import annotations

from collections.abc import Sequence

from shared.device.core.records import AccountRecord
from shared.errors import AutusError
from shared.vault.keys import Secrets
from shared.wire.accounts import Keyset, SignedStatement


def require_generation(account: AccountRecord, shown: bytes) -> None:
    """Raises AutusError NEW_GENERATION, or SERVER_ROLLED_BACK for a generation that has ended."""
    if shown == account.generations[-1]:
        return
    facts = {"known": account.generations[-1].hex(), "shown": shown.hex()}
    if shown in account.generations:
        raise AutusError("SERVER_ROLLED_BACK", "the server's database is of a generation that ended", **facts)
    raise AutusError("NEW_GENERATION", "the server's database was restored from a backup", **facts)


def require_settled_generation(account: AccountRecord, shown: bytes) -> None:
    """Like `require_generation`; NEW_GENERATION too until this device has re-uploaded what was lost."""
    require_generation(account, shown)
    if account.restored:
        raise AutusError("NEW_GENERATION", "this device first re-uploads what the server lost")


def check_keyset_history(known: Keyset, shown: Keyset) -> None:
    """Raises AutusError: SERVER_ROLLED_BACK, SERVER_FORKED."""
    if shown.version < known.version:
        raise AutusError(
            "SERVER_ROLLED_BACK",
            "the server shows an older keyset",
            known=known.version,
            shown=shown.version,
        )
    if shown.version == known.version and shown != known:
        raise AutusError("SERVER_FORKED", "the server shows another keyset of the same version")


def check_roster_history(known: Sequence[SignedStatement], shown: Sequence[SignedStatement]) -> None:
    """Raises AutusError: SERVER_ROLLED_BACK, SERVER_FORKED."""
    if len(shown) < len(known):
        raise AutusError("SERVER_ROLLED_BACK", "the server shows an older roster")
    if tuple(shown[: len(known)]) != tuple(known):
        raise AutusError("SERVER_FORKED", "the server shows another roster")


def check_receipt_key(secrets: Secrets, shown: bytes) -> None:
    """Raises AutusError SERVER_KEY_CHANGED."""
    if secrets.receipt_key is not None and secrets.receipt_key != shown:
        raise AutusError("SERVER_KEY_CHANGED", "the server signs with another key than the pinned one")
