"""Deleting a vault for good."""

from __future__ import annotations

from server.services import Services
from server.store.rows import SessionRow
from shared.errors import AutusError

# Other devices of a person learn of a deletion by the id of the vault. The newest are kept.
DELETED_KEPT_MAX = 1_000


def vault_deleted(vault: bytes) -> AutusError:
    """The refusal VAULT_DELETED."""
    return AutusError("VAULT_DELETED", "the vault was deleted by its owner", vault=vault.hex())


async def refuse_deleted(services: Services, identity: bytes, vault: bytes) -> None:
    """Raises AutusError VAULT_DELETED where the identity has deleted the vault."""
    if await services.store.is_deleted_vault(identity, vault):
        raise vault_deleted(vault)


async def delete_vault(services: Services, session: SessionRow, vault: bytes) -> None:
    """Deletes the vault and tells the other open devices. Deleting it again changes nothing.

    Raises AutusError NOT_FOUND.
    """
    if await services.store.delete_vault(session.identity, vault, services.now_ms(), DELETED_KEPT_MAX):
        services.hub.publish(session.identity, session.token_hash, vault, 0, b"")
    elif not await services.store.is_deleted_vault(session.identity, vault):
        raise AutusError("NOT_FOUND", "no such vault")
