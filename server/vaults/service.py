"""The vaults of an account: list, witness switch and deletion."""

from __future__ import annotations

from hashlib import sha256

from server.clock import Clock
from server.events.hub import Hub
from server.store.port import Store
from server.store.rows import SessionRow
from shared.errors import AutusError
from shared.wire.vaults import VaultList, VaultSummary

# Other devices of a person learn of a deletion by the id of the vault. The newest are kept.
DELETED_KEPT_MAX = 1_000


def vault_deleted(vault: bytes) -> AutusError:
    """The refusal VAULT_DELETED."""
    return AutusError("VAULT_DELETED", "the vault was deleted by its owner", vault=vault.hex())


class Vaults:
    """`generation` is the server's, which every answer carries."""

    def __init__(self, store: Store, hub: Hub, clock: Clock, generation: bytes) -> None:
        self._store = store
        self._hub = hub
        self._clock = clock
        self._generation = generation

    async def list_vaults(self, session: SessionRow) -> VaultList:
        """The vaults of the session's account. Raises AutusError NOT_SIGNED_IN."""
        rows = await self._store.list_vaults(session.identity)
        deleted = await self._store.list_deleted_vaults(session.identity)
        # Read last, so that the keyset has the key of every vault in the list.
        account = await self._store.account_by_identity(session.identity)
        statement = await self._store.newest_statement(session.identity)
        if account is None or statement is None:
            # The account was deleted after the session had been looked up. A device would take the empty list
            # for a server that withholds its goals.
            raise AutusError("NOT_SIGNED_IN", "log in first")
        # One that was deleted between the two reads is in both.
        gone = frozenset(deleted)
        summaries = [
            VaultSummary(
                vault=vault,
                generation=self._generation,
                number=row.number,
                head=row.head,
                commits=row.commits,
                witnessed=row.witnessed,
                snapshot=row.snapshot,
            )
            for vault, row in rows
            if vault not in gone
        ]
        return VaultList(
            generation=self._generation,
            vaults=tuple(summaries),
            deleted=tuple(deleted),
            keyset_hash=sha256(account.keyset).digest(),
            roster_hash=sha256(statement).digest(),
        )

    async def switch_witness(self, session: SessionRow, vault: bytes, on: bool) -> None:
        """Raises AutusError NOT_FOUND, VAULT_DELETED."""
        if not await self._store.switch_witness(session.identity, vault, on):
            if await self._store.is_deleted_vault(session.identity, vault):
                raise vault_deleted(vault)
            raise AutusError("NOT_FOUND", "no such vault")

    async def delete_vault(self, session: SessionRow, vault: bytes) -> None:
        """Deletes the vault and tells the other open devices. Deleting it again changes nothing.

        Raises AutusError NOT_FOUND.
        """
        if await self._store.delete_vault(session.identity, vault, self._clock.now_ms(), DELETED_KEPT_MAX):
            self._hub.publish(session.identity, session.token_hash, vault, 0, b"")
        elif not await self._store.is_deleted_vault(session.identity, vault):
            raise AutusError("NOT_FOUND", "no such vault")
