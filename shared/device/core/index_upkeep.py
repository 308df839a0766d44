"""Storing what a later start reads instead of the rows of a long index."""

from __future__ import annotations

from shared.device.core.vault import Vault


async def store_blocks(vault: Vault) -> None:
    """Stores all blocks of the index that are full. Takes the lock, because an adoption must not leave
    records of a vault that has moved.
    """
    while True:
        async with vault.locked():
            log = (await vault.history()).log
            block = await log.seal_due_block(vault.host.crypto)
            if not block:
                return
            await vault.host.store.write(block)
            log.mark_block()
