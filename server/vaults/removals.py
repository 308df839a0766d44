"""Deleting a vault for good."""

from __future__ import annotations

from server.services import Services
from server.store import deletion
from server.store.accounts import SessionRow
from shared.errors import AutusError


async def refuse_deleted(services: Services, identity: bytes, vault: bytes) -> None:
    """Raises AutusError VAULT_DELETED where the identity has deleted the vault."""
    if await deletion.is_deleted(services.database, identity, vault):
        raise AutusError("VAULT_DELETED", "the vault was deleted by its owner", vault=vault.hex())


async def delete_vault(services: Services, session: SessionRow, vault: bytes) -> None:
    """Removes the vault and tells the other open devices. Once more changes nothing.

    Raises AutusError NOT_FOUND.
    """
    async with services.database.write() as writer:
        gone = await deletion.delete_vault(writer, session.identity, vault, services.now_ms())
    if gone:
        await services.database.empty_log()
        services.hub.publish(session.identity, session.token_hash, vault, 0, b"")
    elif not await deletion.is_deleted(services.database, session.identity, vault):
        raise AutusError("NOT_FOUND", "no such vault")
