"""Keeps one snapshot a vault: the newest that a device of the owner has signed."""

from __future__ import annotations

from server.crypto import verify_signature
from server.store.port import VaultStore
from server.store.rows import NewSnapshot, PushFacts, SessionRow
from server.vaults.pushes import decode_receipt
from server.vaults.service import vault_deleted
from shared.errors import AutusError
from shared.sync.snapshot import snapshot_item
from shared.wire.encoding import encode
from shared.wire.snapshots import Snapshot

ATTEMPTS_MAX = 8


class Snapshots:
    """A snapshot is sealed. What is checked here is who signed it, and that its push is stored."""

    def __init__(self, store: VaultStore, quota_bytes: int) -> None:
        self._store = store
        self._quota_bytes = quota_bytes

    async def keep_snapshot(self, session: SessionRow, vault: bytes, snapshot: Snapshot) -> None:
        """Replaces the vault's snapshot by a newer one. Sending the same one again changes nothing.

        Raises AutusError: NOT_FOUND, VAULT_DELETED, DEVICE_REVOKED, ROSTER_MOVED, BAD_SNAPSHOT,
        SNAPSHOT_MOVED, QUOTA_EXCEEDED.
        """
        encoded = encode(snapshot)
        for _ in range(ATTEMPTS_MAX):
            facts = await self._store.facts_of_push(session.identity, vault, [session.device], [])
            if facts is None:
                raise AutusError("NOT_SIGNED_IN", "log in first")
            known, commits = await self._check(session, vault, snapshot, facts)
            if known == commits and await self.snapshot_of(session, vault) == encoded:
                return
            if known >= commits:
                raise AutusError("SNAPSHOT_MOVED", "a snapshot that is not older is stored", commits=known)
            await self._require_room(session, vault, len(encoded), facts)
            new = NewSnapshot(
                vault=vault,
                identity=session.identity,
                commits=commits,
                replaces=known,
                snapshot=encoded,
                roster_head=facts.roster_head,
                quota_bytes=self._quota_bytes,
            )
            if await self._store.swap_in_snapshot(new):
                return
        raise AutusError("SNAPSHOT_MOVED", "the snapshot keeps moving", commits=0)

    async def _check(
        self, session: SessionRow, vault: bytes, snapshot: Snapshot, facts: PushFacts
    ) -> tuple[int, int]:
        """The number of commits up to the stored snapshot, and up to this one."""
        if facts.vault is None:
            raise vault_deleted(vault) if facts.deleted else AutusError("NOT_FOUND", "no such vault")
        if snapshot.device != session.device:
            raise AutusError("BAD_SNAPSHOT", "another device has signed the snapshot")
        if session.public is None or session.device not in facts.devices:
            raise AutusError("DEVICE_REVOKED", "the roster does not carry this device")
        if snapshot.roster_head != facts.roster_head:
            raise AutusError("ROSTER_MOVED", "the roster has another head", head=facts.roster_head.hex())
        if not verify_signature(*snapshot_item(vault, snapshot, session.public)):
            raise AutusError("BAD_SNAPSHOT", "the signature of the snapshot is invalid")
        push = await self._store.push_with_head(session.identity, vault, snapshot.head)
        if push is None or push.number != snapshot.number:
            raise AutusError("BAD_SNAPSHOT", "no push of this number has this head")
        return facts.vault.snapshot, decode_receipt(push.receipt).commits

    async def _require_room(self, session: SessionRow, vault: bytes, size: int, facts: PushFacts) -> None:
        replaced = await self._store.snapshot_of(session.identity, vault)
        room = max(0, self._quota_bytes - facts.owned_bytes + len(replaced or b""))
        if size > room:
            raise AutusError("QUOTA_EXCEEDED", "no room for this snapshot", size=size, room=room)

    async def snapshot_of(self, session: SessionRow, vault: bytes) -> bytes:
        """The encoded snapshot of a vault. Raises AutusError NOT_FOUND, VAULT_DELETED."""
        snapshot = await self._store.snapshot_of(session.identity, vault)
        if snapshot is None:
            if await self._store.is_deleted_vault(session.identity, vault):
                raise vault_deleted(vault)
            raise AutusError("NOT_FOUND", "no such vault, or it has no snapshot")
        return snapshot
