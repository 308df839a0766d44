"""The account record of a device that has come into an account, by whichever way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.device.account.recorded import first_generations
from shared.device.core.records import AccountRecord

if TYPE_CHECKING:
    from shared.vault.keys import Secrets
    from shared.wire.accounts import SessionAnswer


def joined_account(
    known: AccountRecord | None, name: str, joined: SessionAnswer, secrets: Secrets, *, adopt: bool
) -> AccountRecord:
    """`joined` is the answer to the log-in, with the keyset and the roster that the server has by now.

    `known` is the account of this device, if it is the same one. `secrets` are those of the keyset: a new
    device learns from them which generation the account's other devices have seen.
    """
    return AccountRecord(
        name=name,
        identity=joined.identity,
        keyset=joined.keyset,
        roster=joined.roster,
        receipt_key=joined.receipt_key,
        signed_in=True,
        adopt=adopt or (known is not None and known.adopt),
        generations=first_generations(secrets, joined.generation) if known is None else known.generations,
    )
