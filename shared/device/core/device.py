"""A device: its identity, its vaults, and the account it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

import msgspec

from shared import kernel
from shared.device.core.clock import stamp_ms
from shared.device.core.host import Host
from shared.device.core.lock import seal_account_key
from shared.device.core.recorded import Recorded, seen_of
from shared.device.core.records import (
    ACCOUNT,
    ACTIVE,
    DEVICE,
    IDENTITY_SEED,
    LEFT_SESSION,
    LOCAL_TYPED,
    TOKEN,
    WAYS_FORMAT,
    AccountRecord,
    DeviceRecord,
    encode,
    open_records,
    seal_records,
)
from shared.device.core.rekeying import Rekeyed, rekey
from shared.device.core.rollback_checks import check_receipt_key
from shared.device.core.server_client import ServerClient
from shared.device.core.typed import OF_NEW_GOAL, Typed, change_typed, seal_typed, without
from shared.device.core.vault import Vault
from shared.device.core.vault_creation import build_vault, save_new_vault
from shared.errors import AutusError
from shared.vault.epochs import FIRST_EPOCH, with_first_key
from shared.vault.keys import Secrets
from shared.vault.roster import Roster, read_verified, verify_roster
from shared.wire.accounts import Keyset, SignedStatement

VAULTS_MAX = 1_000


class LongPull(NamedTuple):
    """A pull that a page shows: the server's commits that the vault had before it, and that it will have."""

    since: int
    of: int


class Status(msgspec.Struct):
    """The outcome of the last round of sync. `errors` has one error per vault, `pulls` the long pulls that
    are going on.

    `unreachable` is why no answer of the server arrived. The other errors then are those of earlier rounds.
    """

    syncing: bool = False
    unreachable: AutusError | None = None
    last_synced_ms: int | None = None
    error: AutusError | None = None
    errors: dict[bytes, AutusError] = msgspec.field(default_factory=dict)
    pulls: dict[bytes, LongPull] = msgspec.field(default_factory=dict)


class Device:
    """The open device. A field changes only after the store has been written."""

    def __init__(self, host: Host, record: DeviceRecord, account_key: bytes) -> None:
        self.host = host
        self.server = ServerClient(host.transport)
        self.record = record
        self.account_key = account_key
        self.account: AccountRecord | None = None
        self.token: str | None = None
        # The session that this device has left and the server may still have: its token, or "" for a cookie.
        self.left_session: str | None = None
        self.vaults: dict[bytes, Vault] = {}
        self.active: bytes | None = None
        self.sync_lock = asyncio.Lock()
        # Held while a vault is created and while the identity changes, so that no vault keeps the former
        # identity.
        self.identity_lock = asyncio.Lock()
        # Held while typed text of the device changes.
        self.typed_lock = asyncio.Lock()
        self.typed: Typed = {}
        self.status = Status()
        # The vaults that the server last called deleted, and did not list.
        self.deleted: frozenset[bytes] = frozenset()
        # What the account's devices had recorded in the keyset that this device read last.
        self.recorded = Recorded()
        # When a round of sync last found device and server in agreement. None from the first doubt on.
        self.agreed_ms: int | None = None
        # How many commits lead to each vault's snapshot on the server, or to the last one that was refused.
        self.snapshots: dict[bytes, int] = {}
        # Called while a round goes on and there is more to show. A round sets it.
        self.tell_progress: Callable[[], None] = lambda: None
        self._roster: Roster | None = None
        self._opened_keyset: tuple[Keyset, Secrets] | None = None

    def signer(self) -> DeviceRecord:
        return self.record

    @property
    def is_revoked(self) -> bool:
        """Whether the roster of the account ends this device."""
        return self.account is not None and self.account.revoked

    def require_account(self) -> AccountRecord:
        if self.account is None:
            raise AutusError("NO_ACCOUNT", "this device has no account")
        return self.account

    def vault(self, vault: bytes) -> Vault:
        try:
            return self.vaults[vault]
        except KeyError:
            raise AutusError("NO_SUCH_VAULT", "this device has no such goal", vault=vault.hex()) from None

    def synced_vaults(self) -> list[Vault]:
        """The vaults of the account that sync. Not those that the server calls deleted, or that the person
        keeps on this device alone.
        """
        return [vault for vault in self.vaults.values() if self.is_synced(vault)]

    def account_vaults(self) -> list[Vault]:
        """The vaults that belong to the account."""
        return [vault for vault in self.vaults.values() if self.is_account_vault(vault)]

    def is_synced(self, vault: Vault) -> bool:
        """Whether `synced_vaults` has the vault."""
        return self.is_account_vault(vault) and not vault.meta.removed and not vault.meta.here_only

    def is_account_vault(self, vault: Vault) -> bool:
        """Whether the vault belongs to the account."""
        return (
            self.account is not None and vault.meta.identity == self.account.identity and not vault.meta.demo
        )

    def own_secrets(self, receipt_key: bytes | None, listed: Container[bytes] | None = None) -> Secrets:
        """The keys of the account's vaults, and what the server has confirmed of them.

        `listed` names the vaults that the server has. With it, a vault without commits here and on the server
        is left out: whichever device has commits of it also has its key.
        """
        identity = self.account.identity if self.account else self.record.identity
        named = [
            vault
            for vault in self.vaults.values()
            if vault.meta.identity == identity
            and not vault.meta.demo
            and not vault.meta.removed
            and not vault.meta.here_only
            and (listed is None or vault.meta.count or vault.id in listed)
        ]
        return Secrets(
            vaults={vault.id.hex(): with_first_key(vault.secret) for vault in named},
            receipt_key=receipt_key,
            seen={vault.id.hex(): seen for vault in named if (seen := seen_of(vault)) is not None},
        )

    @property
    def epoch(self) -> int:
        """The epoch of the account key, which is that of new commits."""
        return max(FIRST_EPOCH, self.account.keyset.epoch) if self.account else FIRST_EPOCH

    async def create_vault(self, name: str, goal: dict[str, Any], *, demo: bool) -> Vault:
        """Creates a vault from the words of a form. The text that was typed for it is consumed."""
        async with self.identity_lock, self.typed_lock:
            self.require_vault_capacity()
            now_ms = stamp_ms(self.host)
            vault = await build_vault(
                self.host,
                self.record,
                name,
                {"goal": goal},
                now_ms,
                demo=demo,
                rules=kernel.RULES,
                epoch=self.epoch,
            )
            typed = without(self.typed, OF_NEW_GOAL)
            puts, deletes = await seal_typed(self.host.crypto, LOCAL_TYPED, typed)
            puts.append((ACTIVE, vault.id))
            await save_new_vault(vault, [vault.meta.head], vault.meta, puts=puts, deletes=deletes)
            self.typed = typed
            self.add_vault(vault)
            return vault

    async def keep_typed(self, changes: Mapping[str, str | None]) -> None:
        """Keeps text that was typed before there is a goal. Raises AutusError TOO_MUCH_TYPED."""
        async with self.typed_lock:
            typed = change_typed(self.typed, changes)
            await self.host.store.write(*await seal_typed(self.host.crypto, LOCAL_TYPED, typed))
            self.typed = typed

    def require_active(self) -> None:
        """Raises AutusError DEVICE_REVOKED if the account has ended this device."""
        if self.is_revoked:
            raise AutusError("DEVICE_REVOKED", "this device was removed from the account")

    def require_vault_capacity(self) -> None:
        """Raises AutusError TOO_MANY_VAULTS, and DEVICE_REVOKED. The caller holds the identity lock."""
        self.require_active()
        if len(self.vaults) >= VAULTS_MAX:
            raise AutusError("TOO_MANY_VAULTS", f"at most {VAULTS_MAX} goals", limit=VAULTS_MAX)

    def add_vault(self, vault: Vault) -> None:
        """Adds a new, durable vault and makes it the active one."""
        self.vaults[vault.id] = vault
        self.active = vault.id

    async def select(self, vault: bytes) -> Vault:
        chosen = self.vault(vault)
        await chosen.load()
        if self.active != vault:
            await self.host.store.write([(ACTIVE, vault)])
            self.active = vault
        return chosen

    async def local_identity_seed(self) -> bytes:
        """The identity's signing seed. A device keeps it only until it joins an account."""
        (sealed,) = await self.host.store.get([IDENTITY_SEED])
        if sealed is None:
            raise AutusError("NO_IDENTITY", "this device has no identity of its own")
        (seed,) = await open_records(self.host.crypto, [(IDENTITY_SEED, sealed)])
        return seed

    async def join(
        self, account: AccountRecord, account_key: bytes, token: str | None, secrets: Secrets | None = None
    ) -> None:
        """Makes the account durable and deletes the local identity seed. From then on only the password gives
        the seed.
        """
        async with self.identity_lock:
            await self._join(account, account_key, token, secrets)

    async def _join(
        self, account: AccountRecord, account_key: bytes, token: str | None, secrets: Secrets | None
    ) -> None:
        crypto = self.host.crypto
        tokens = [] if token is None else [(TOKEN, token.encode())]
        before = self.record.format
        written = max(before, WAYS_FORMAT) if account.keyset.epoch else before
        record = msgspec.structs.replace(self.record, identity=account.identity, format=written)
        puts = await seal_account_key(self.host, account.identity, account_key)
        puts += await seal_records(crypto, tokens)
        puts += [(ACCOUNT, encode(account)), (DEVICE, encode(record))]
        roster = read_verified(account.identity, account.roster)
        rekeyed = await self.rekey(roster, account_key, secrets or Secrets())
        await self.host.store.write([*puts, *rekeyed.puts], [IDENTITY_SEED])
        self.take_keys(record, account, account_key, None)
        rekeyed.use(self.vaults)
        self.use_token(token)

    @asynccontextmanager
    async def sync_interrupted(self) -> AsyncIterator[None]:
        """Holds the sync lock without waiting for a server.

        A round of sync that holds the lock gets no more answers and ends as if the network had failed. Any
        other holder is waited for: a request of the person must not end halfway, or succeed and be reported
        as failed.
        """
        with self.server.interrupted():
            await self.sync_lock.acquire()
        try:
            yield
        finally:
            self.sync_lock.release()

    @asynccontextmanager
    async def all_vaults_locked(self) -> AsyncIterator[list[Vault]]:
        """Locks every vault and yields them."""
        async with AsyncExitStack() as locks:
            vaults = list(self.vaults.values())
            for vault in vaults:
                await locks.enter_async_context(vault.locked())
            yield vaults

    def replace_vault(self, old: Vault, new: Vault) -> None:
        """Puts `new`, which is durable, in the place of `old`."""
        del self.vaults[old.id]
        self.vaults[new.id] = new
        if self.active == old.id:
            self.active = new.id

    async def save_account(self, account: AccountRecord, puts: Sequence[tuple[str, bytes]] = ()) -> None:
        await self.host.store.write([(ACCOUNT, encode(account)), *puts])
        self.account, self.agreed_ms = account, None

    async def sign_out(self) -> None:
        """Ends the session on this device, at once and for good. Vaults and keys stay."""
        account = msgspec.structs.replace(self.require_account(), signed_in=False)
        left = await self.left_session_record()
        await self.host.store.write([(ACCOUNT, encode(account)), *left], [TOKEN])
        self.account = account
        if left:
            self.leave_session()

    async def left_session_record(self) -> list[tuple[str, bytes]]:
        """The record of the session that is about to end on this device. None if it has no session."""
        if self.account is None or not self.account.signed_in:
            return []
        return await seal_records(self.host.crypto, [(LEFT_SESSION, (self.token or "").encode())])

    def leave_session(self) -> None:
        """Drops the session from memory. The store must have its `left_session_record`."""
        self.left_session = self.token or ""
        self.use_token(None)

    async def forget_left_session(self) -> None:
        if self.left_session is not None:
            await self.host.store.write([], [LEFT_SESSION])
            self.left_session = None

    def forget_account(self, record: DeviceRecord, account_key: bytes) -> None:
        """Drops the account from memory. The store must have dropped it already."""
        self.account, self.record, self.account_key = None, record, account_key
        self._roster, self.status, self.deleted, self.agreed_ms = None, Status(), frozenset(), None
        self.recorded = Recorded()
        self.use_token(None)

    def drop_everything(self, account: AccountRecord) -> None:
        """Drops keys and goals from memory after a revocation. The store has dropped the account key."""
        for vault in self.vaults.values():
            vault.gone = True
            vault.forget_history()
        self.account, self.account_key, self.vaults, self.active, self.typed = account, b"", {}, None, {}
        self._roster, self._opened_keyset, self.left_session = None, None, None
        self.status, self.recorded, self.agreed_ms = Status(), Recorded(), None
        self.use_token(None)

    def use_token(self, token: str | None) -> None:
        """Sets the token of all later requests. It must be the durable one."""
        self.token = token
        self.host.transport.use_token(token)

    async def accept_keyset(self, keyset: Keyset, secrets: Secrets) -> None:
        """Stores the server's keyset and the vaults and witness switches that it brings."""
        account = self.require_account()
        check_receipt_key(secrets, account.receipt_key)
        rekeyed = await self.rekey(await self.roster(), self.account_key, secrets)
        if rekeyed.puts or keyset != account.keyset:
            await self.save_account(msgspec.structs.replace(account, keyset=keyset), rekeyed.puts)
        self._opened_keyset = (self.require_account().keyset, secrets)
        rekeyed.use(self.vaults)

    async def rekey(self, roster: Roster, account_key: bytes, secrets: Secrets) -> Rekeyed:
        """The vaults that `secrets` bring, and the keys of all epochs of the others. Nothing is changed."""
        return await rekey(self.host, self.vaults, self.deleted, roster, account_key, secrets)

    @property
    def accepted_secrets(self) -> Secrets | None:
        """The secrets in the account's keyset. None before the first exchange after a start."""
        if self.account is None or self._opened_keyset is None:
            return None
        keyset, secrets = self._opened_keyset
        return secrets if keyset is self.account.keyset else None

    async def roster(self) -> Roster:
        if self._roster is None:
            account = self.require_account()
            self._roster = await verify_roster(self.host.crypto, account.identity, account.roster)
        return self._roster

    def take_keys(
        self, record: DeviceRecord, account: AccountRecord, account_key: bytes, roster: Roster | None
    ) -> None:
        """Continues with another record, account and account key, which are durable."""
        self.record, self.account, self.account_key = record, account, account_key
        self._roster, self.agreed_ms = roster, None

    async def accept_roster(self, statements: tuple[SignedStatement, ...], roster: Roster) -> None:
        await self.save_account(msgspec.structs.replace(self.require_account(), roster=statements))
        self._roster = roster
