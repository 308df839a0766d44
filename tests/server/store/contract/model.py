"""The naive store: dictionaries in memory. Other stores are compared with it; no server runs on it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from server.store.port import Taken
from server.store.rows import (
    AccountRow,
    DevicePlace,
    NewAccount,
    NewPush,
    NewSession,
    NewSnapshot,
    NewStatement,
    NewWays,
    PushFacts,
    PushRow,
    RosterFacts,
    ServerIdentity,
    SessionRow,
    StoreFault,
    VaultRow,
    owner_of,
)
from server.store.sizes import PUSH_OVERHEAD_BYTES
from shared.wire.limits import PUSH_BYTES_MAX
from tests.server.store.contract.contents import Account, Vault
from tests.server.store.contract.operator_model import OperatorModel
from tests.server.store.contract.passkey_table import PasskeyOperations


class ModelStore(OperatorModel, PasskeyOperations):
    """All operations of the port."""

    def known_fault(self) -> StoreFault | None:
        return None

    async def find_fault(self) -> StoreFault | None:
        return None if self._open else StoreFault("unavailable", "not open")

    async def server_identity(self, fresh: ServerIdentity) -> ServerIdentity:
        self._all.server = self._all.server or fresh
        return self._all.server

    async def replace_generation(self, generation: bytes) -> None:
        if self._all.server:
            self._all.server = replace(self._all.server, generation=generation)

    async def find_taken(self, name: str, skeleton: str, identity: bytes) -> Taken | None:
        if await self.account_by_name(name):
            return "name"
        if any(owner_of(each) == owner_of(identity) for each in self._all.accounts):
            return "identity"
        alike = any(each.skeleton == skeleton for each in self._all.accounts.values())
        return "skeleton" if alike else None

    async def create_account(self, new: NewAccount) -> Taken | None:
        taken = await self.find_taken(new.account.name, new.skeleton, new.account.identity)
        if taken is None:
            self._all.accounts[new.account.identity] = Account(
                new.account, new.skeleton, list(new.statements), dict(new.devices), new.created_ms
            )
            self._all.sessions[new.session.token_hash] = new.session
            self._all.passkeys.set(new.account.identity, new.passkeys)
        return taken

    async def account_by_name(self, name: str) -> AccountRow | None:
        return next((each.row for each in self._all.accounts.values() if each.row.name == name), None)

    async def account_by_identity(self, identity: bytes) -> AccountRow | None:
        account = self._all.accounts.get(identity)
        return account.row if account else None

    async def keyset_by_name(self, name: str, stand_in: bytes) -> tuple[str, bytes] | None:
        row = await self.account_by_name(name)
        if row is None and self._all.accounts:
            later = [each for each in self._all.accounts if owner_of(each) >= owner_of(stand_in)]
            row = self._all.accounts[min(later or self._all.accounts)].row
        return (row.name, row.keyset) if row else None

    async def replace_keyset(self, identity: bytes, expected: int, version: int, keyset: bytes) -> bool:
        account = self._all.accounts.get(identity)
        if account is None or account.row.keyset_version != expected:
            return False
        account.row = replace(account.row, keyset_version=version, keyset=keyset)
        return True

    async def facts_of_roster(self, identity: bytes) -> RosterFacts | None:
        account = self._all.accounts.get(identity)
        if account is None:
            return None
        return RosterFacts(account.row.roster_head, len(account.statements), dict(account.devices))

    async def append_statement(self, new: NewStatement) -> bool:
        account = self._all.accounts.get(new.identity)
        if account is None or account.row.roster_head != new.old_head:
            return False
        account.row = replace(account.row, roster_head=new.new_head)
        account.statements.append(new.statement)
        account.devices = {**dict(new.devices), **account.devices}
        return True

    async def change_ways(self, new: NewWays) -> frozenset[bytes] | None:
        account = self._all.accounts.get(new.identity)
        moved = account and (account.row.roster_head, account.row.keyset_version)
        if account is None or moved != (new.old_head, new.expected_version):
            return None
        numbers = {vault: each.row.number for vault, each in account.vaults.items()}
        if new.revoked and numbers != new.numbers:
            return None
        account.row = replace(
            account.row,
            roster_head=new.new_head,
            keyset_version=new.version,
            keyset=new.keyset,
            auth_hash=new.auth_hash,
            recovery_verifier=new.recovery_verifier,
            epoch=new.epoch,
        )
        account.statements += new.statements
        self._all.passkeys.set(new.identity, new.passkeys)
        devices = {**dict(new.devices), **account.devices}
        account.devices = {device: key for device, key in devices.items() if device not in new.revoked}
        ended = {
            each.token_hash
            for each in self._all.sessions.values()
            if each.identity == new.identity
            and (each.device in new.revoked or new.keep_session not in (None, each.token_hash))
        }
        for token_hash in ended:
            del self._all.sessions[token_hash]
        return frozenset(ended)

    async def account_state(self, identity: bytes) -> tuple[bytes, list[bytes]] | None:
        account = self._all.accounts.get(identity)
        return (account.row.keyset, list(account.statements)) if account else None

    async def roster_since(self, identity: bytes, after: int) -> list[bytes]:
        account = self._all.accounts.get(identity)
        return account.statements[after:] if account else []

    async def newest_statement(self, identity: bytes) -> bytes | None:
        account = self._all.accounts.get(identity)
        return account.statements[-1] if account else None

    async def delete_account(self, identity: bytes) -> None:
        self._all.accounts.pop(identity, None)
        self._all.passkeys.set(identity, [])
        others = {key: row for key, row in self._all.sessions.items() if row.identity != identity}
        self._all.sessions = others

    async def open_session(self, new: NewSession, now_ms: int, keep: int) -> frozenset[bytes] | None:
        if new.identity not in self._all.accounts:
            return None
        self._all.sessions[new.token_hash] = new
        own = [each for each in self._all.sessions.values() if each.identity == new.identity]
        own.sort(key=lambda each: each.expires_ms, reverse=True)
        deleted = {
            each.token_hash for place, each in enumerate(own) if place >= keep or each.expires_ms <= now_ms
        }
        for token_hash in deleted:
            del self._all.sessions[token_hash]
        return frozenset(deleted)

    async def owner_of_token(self, token_hash: bytes) -> bytes | None:
        return self._all.old_tokens.get(token_hash)

    def _session(self, owner: bytes, token_hash: bytes) -> NewSession | None:
        session = self._all.sessions.get(token_hash)
        return session if session and owner_of(session.identity) == owner else None

    async def session_by_token(self, owner: bytes, token_hash: bytes) -> SessionRow | None:
        session = self._session(owner, token_hash)
        if session is None:
            return None
        account = self._all.accounts[session.identity]
        return SessionRow(
            token_hash,
            session.identity,
            session.device,
            session.expires_ms,
            account.row.roster_head,
            account.devices.get(session.device),
        )

    async def extend_session(self, owner: bytes, token_hash: bytes, expires_ms: int) -> None:
        session = self._session(owner, token_hash)
        if session:
            self._all.sessions[token_hash] = replace(session, expires_ms=expires_ms)

    async def end_session(self, owner: bytes, token_hash: bytes) -> None:
        if self._session(owner, token_hash):
            del self._all.sessions[token_hash]

    async def end_other_sessions(self, owner: bytes, token_hash: bytes) -> frozenset[bytes] | None:
        kept = self._session(owner, token_hash)
        if kept is None:
            return None
        ended = {
            each.token_hash
            for each in self._all.sessions.values()
            if each.identity == kept.identity and each is not kept
        }
        for each in ended:
            del self._all.sessions[each]
        return frozenset(ended)

    async def end_device_sessions(self, identity: bytes, device: bytes) -> frozenset[bytes]:
        ended = {
            each.token_hash
            for each in self._all.sessions.values()
            if (each.identity, each.device) == (identity, device)
        }
        for token_hash in ended:
            del self._all.sessions[token_hash]
        return frozenset(ended)

    async def places_of_device(self, identity: bytes, device: bytes) -> list[DevicePlace]:
        account = self._all.accounts.get(identity)
        vaults = sorted(account.vaults.items()) if account else []
        return [
            DevicePlace(vault, each.row.number, each.row.head, each.seqs.get(device, 0))
            for vault, each in vaults
        ]

    async def certificates_after(self, identity: bytes, vault: bytes, number: int, most: int) -> list[bytes]:
        found = self._vault(identity, vault)
        return [each.certificate for each in found.pushes[number:][:most]] if found else []

    def _vault(self, identity: bytes, vault: bytes) -> Vault | None:
        account = self._all.accounts.get(identity)
        return account.vaults.get(vault) if account else None

    async def vault_by_id(self, identity: bytes, vault: bytes) -> VaultRow | None:
        found = self._vault(identity, vault)
        return found.row if found else None

    async def list_vaults(self, identity: bytes) -> list[tuple[bytes, VaultRow]]:
        account = self._all.accounts.get(identity)
        return sorted((vault, each.row) for vault, each in account.vaults.items()) if account else []

    async def list_deleted_vaults(self, identity: bytes) -> list[bytes]:
        account = self._all.accounts.get(identity)
        return sorted(account.deleted) if account else []

    async def is_deleted_vault(self, identity: bytes, vault: bytes) -> bool:
        return vault in await self.list_deleted_vaults(identity)

    async def facts_of_push(
        self, identity: bytes, vault: bytes, authors: Sequence[bytes], ids: Sequence[bytes]
    ) -> PushFacts | None:
        account = self._all.accounts.get(identity)
        if account is None:
            return None
        found = account.vaults.get(vault)
        return PushFacts(
            vault=found.row if found else None,
            deleted=vault in account.deleted,
            owned_bytes=account.owned_bytes,
            owned_vaults=len(account.vaults),
            seqs={author: found.seqs[author] for author in authors if found and author in found.seqs},
            devices=frozenset(author for author in authors if author in account.devices),
            stored=frozenset(each for each in ids if found and each in found.ids),
            roster_head=account.row.roster_head,
            epoch=account.row.epoch,
        )

    async def swap_in_push(self, new: NewPush) -> bool:
        account, push = self._all.accounts.get(new.identity), new.push
        if account is None or account.row.roster_head != new.roster_head:
            return False
        if account.owned_bytes + new.size > new.quota_bytes:
            return False
        found, size, witnessed, snapshot = account.vaults.get(new.vault), 0, False, 0
        if push.number == 1:
            if found or new.vault in account.deleted or len(account.vaults) >= new.vaults_max:
                return False
        else:
            if found is None or (found.row.number, found.row.head) != (push.number - 1, push.base):
                return False
            if found.row.witnessed != new.witnessed:
                return False
            size, witnessed, snapshot = found.row.size, found.row.witnessed, found.row.snapshot
        size += new.size
        row = VaultRow(
            push.number, push.head, new.commits, size, push.receipt, witnessed, snapshot, new.epoch
        )
        vault = account.vaults.setdefault(new.vault, Vault(row))
        vault.row = row
        vault.pushes.append(push)
        vault.ids |= set(new.ids)
        vault.seqs |= new.seqs
        return True

    async def push_with_head(self, identity: bytes, vault: bytes, head: bytes) -> PushRow | None:
        found = self._vault(identity, vault)
        pushes = found.pushes if found else []
        return next((replace(push, commits=b"") for push in pushes if push.head == head), None)

    async def page_of_pushes(
        self, identity: bytes, vault: bytes, after: int, until: int, bytes_max: int
    ) -> list[tuple[int, int]]:
        page: list[tuple[int, int]] = []
        for push in await self.pushes_between(identity, vault, after + 1, until):
            size = len(push.commits) + PUSH_OVERHEAD_BYTES
            if page and sum(each for _, each in page) + size > bytes_max:
                break
            page.append((push.number, size))
        return page

    async def pushes_between(
        self, identity: bytes, vault: bytes, first: int, last: int, commits_max: int = PUSH_BYTES_MAX
    ) -> list[PushRow]:
        found = self._vault(identity, vault)
        return [
            push if len(push.commits) <= commits_max else replace(push, commits=b"")
            for push in (found.pushes if found else [])
            if first <= push.number <= last
        ]

    async def part_of_commits(
        self, identity: bytes, vault: bytes, number: int, offset: int, size: int
    ) -> bytes | None:
        for push in await self.pushes_between(identity, vault, number, number):
            return push.commits[offset : offset + size]
        return None

    async def swap_in_snapshot(self, new: NewSnapshot) -> bool:
        account, found = self._all.accounts.get(new.identity), self._vault(new.identity, new.vault)
        if account is None or found is None or account.row.roster_head != new.roster_head:
            return False
        growth = len(new.snapshot) - len(found.snapshot or b"")
        if found.row.snapshot != new.replaces or found.row.commits < new.commits:
            return False
        if account.owned_bytes + growth > new.quota_bytes:
            return False
        found.snapshot = new.snapshot
        found.row = replace(found.row, snapshot=new.commits, size=found.row.size + growth)
        return True

    async def snapshot_of(self, identity: bytes, vault: bytes) -> bytes | None:
        found = self._vault(identity, vault)
        return found.snapshot if found else None

    async def switch_witness(self, identity: bytes, vault: bytes, on: bool) -> bool:
        found = self._vault(identity, vault)
        if found is None:
            return False
        found.row = replace(found.row, witnessed=on)
        return True

    async def delete_vault(self, identity: bytes, vault: bytes, now_ms: int, kept_max: int) -> bool:
        account = self._all.accounts.get(identity)
        if account is None or account.vaults.pop(vault, None) is None:
            return False
        account.deleted[vault] = now_ms
        newest = sorted(account.deleted, key=lambda each: account.deleted[each], reverse=True)
        account.deleted = {each: account.deleted[each] for each in newest[:kept_max]}
        return True
