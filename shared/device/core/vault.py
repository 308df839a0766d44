"""One vault on this device: its durable records, its present state and draft, and offline commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import msgspec

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context, fold_context
from shared.chain.header import Kind
from shared.device.core.arrival import Arrival, ahead_record, decode_arrival, seal_arrival
from shared.device.core.checkpoints import decode_tip, read_agreed_tip, seal_tip
from shared.device.core.clock import preview_ms, stamp_ms
from shared.device.core.commit_creation import make_body
from shared.device.core.commit_log import BLOCK_ENTRIES_MIN, CommitLog, LogEntry, build_entry
from shared.device.core.draft_records import PREFIXES, read_unfinished, seal_draft
from shared.device.core.draft_steps import (
    NO_DRAFT,
    Drafted,
    SavedControls,
    begin_draft,
    drop_operations,
    settings_of,
)
from shared.device.core.field_types import Start
from shared.device.core.history import History, Tip, load_history
from shared.device.core.host import Host
from shared.device.core.index_rows import IndexRow
from shared.device.core.records import (
    ARRIVAL,
    CHECKPOINT,
    DRAFT,
    META,
    STEPS,
    TYPED,
    DeviceRecord,
    SavedTyped,
    VaultMeta,
    decode,
    meta_record,
    open_records,
)
from shared.device.core.saved_words import complete_words
from shared.device.core.typed import OF_COMMIT, Typed, seal_typed, typed_key, without
from shared.errors import AutusError
from shared.kernel import DraftRejected, State
from shared.vault.envelope import KeyRing, Unsealed, seal
from shared.vault.keys import VaultSecret

Puts = list[tuple[str, bytes]]
Patch = tuple[int, dict[str, object], Start, str | None]
"""A page, its patch, where a new draft begins, and the gesture."""

Signer = Callable[[], DeviceRecord]
"""Called once the vault is locked: the device id may have changed while the caller waited for the lock."""


class CommitResult(NamedTuple):
    """A durable commit, the stages that processed it, and the states before and after."""

    row: IndexRow
    body: Body
    context: Context
    steps: Sequence[str]
    before: State
    after: State


class Vault:
    """`load` sets `tip` and `drafted`. Whoever changes the log or the draft holds `locked`."""

    def __init__(self, host: Host, vault: bytes, meta: VaultMeta, secret: VaultSecret) -> None:
        self.host = host
        self.id = vault
        self.meta = meta
        self.secret = secret
        self.ring = KeyRing(vault, secret.keys)
        self.drafted = NO_DRAFT
        self.controls = SavedControls()
        self.pending: Context = {}
        self.typed: Typed = {}
        self.moved_to: bytes | None = None
        # Removed from this device while a caller still held this object.
        self.gone = False
        self._lock = asyncio.Lock()
        # Held while the log grows and while it is read as a whole, so that memory neither misses nor doubles
        # a commit.
        self._log_lock = asyncio.Lock()
        self._doubtful = False
        self._during_commit: list[Patch] | None = None
        self._tip: Tip | None = None  # of the log. While the history arrives, the shown one is in `arrival`.
        self.arrival: Arrival | None = None
        self._drift: tuple[Tip, State] | None = None
        self._history: History | None = None

    @property
    def tip(self) -> Tip:
        shown = self._tip if self.arrival is None else self.arrival.tip
        if shown is None:
            raise AutusError("VAULT_EMPTY", "no commit of this goal has arrived on this device yet")
        return shown

    @property
    def drift(self) -> State:
        """What a commit of the untouched draft would give. Computed once per tip: no control changes it."""
        tip = self.tip
        if self._drift is None or self._drift[0] is not tip:
            self._drift = (tip, kernel.drift(tip.state))
        return self._drift[1]

    @property
    def loaded(self) -> bool:
        return self._tip is not None or self.arrival is not None

    @property
    def waiting(self) -> int:
        """How many commits the server lacks."""
        return self.meta.waiting + self.meta.ahead

    @property
    def sim(self) -> State | None:
        """The present state with the draft, None without one."""
        return self.drafted.sim

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Raises AutusError VAULT_MOVED if the vault was adopted under another id."""
        async with self._lock:
            self.require_present()
            if self._doubtful:
                await self._recover()
            yield

    def require_present(self) -> None:
        """Raises AutusError VAULT_MOVED, or NO_SUCH_VAULT if the vault was removed from this device."""
        if self.gone:
            raise AutusError("NO_SUCH_VAULT", "this device has no such goal", vault=self.id.hex())
        if self.moved_to is not None:
            raise AutusError("VAULT_MOVED", "the goal has another id now", vault=self.moved_to.hex())

    async def load(self) -> None:
        """Reads the present state, the saved draft and typed text. The log is read when first needed."""
        if self.loaded:
            return
        prefixes = (CHECKPOINT, ARRIVAL, TYPED, *PREFIXES)
        keys = [prefix + self.id.hex() for prefix in prefixes]
        stored = zip(prefixes, keys, await self.host.store.get(keys), strict=True)
        records = [(prefix, key, value) for prefix, key, value in stored if value is not None]
        opened = await open_records(self.host.crypto, [(key, value) for _, key, value in records])
        plain = dict(zip([prefix for prefix, _, _ in records], opened, strict=True))
        if CHECKPOINT not in plain and self.meta.count:
            raise AutusError("STORAGE_DAMAGED", "the goal's present state is missing", record=keys[0])
        tip = await self._complete(decode_tip(plain[CHECKPOINT])) if CHECKPOINT in plain else None
        arrival = decode_arrival(plain[ARRIVAL]) if ARRIVAL in plain else None
        if self._tip is not None or self.arrival is not None or (tip is None and arrival is None):
            return
        self._tip, self.arrival = tip, arrival
        self.drafted, self.pending, self.controls = read_unfinished(plain, self.tip.state)
        if TYPED in plain:
            self.typed = decode(plain[TYPED], SavedTyped).fields

    async def _complete(self, tip: Tip) -> Tip:
        """`tip` with the last settings, which checkpoints of the first versions lack."""
        if tip.last is not None or tip.length == 1:
            return tip
        history = await self.stored_history()
        history.seed(tip)
        return tip._replace(last=await history.last_settings(tip.commit))

    async def history(self) -> History:
        """The history up to the tip. Raises AutusError HISTORY_ARRIVING while it is not complete."""
        if self.arrival is not None:
            have, of = self.meta.remote.commits, self.arrival.expected
            raise AutusError("HISTORY_ARRIVING", "the history is still arriving", have=have, of=of)
        return await self.stored_history()

    async def stored_history(self) -> History:
        """The commits of the log, whether or not they reach up to the tip."""
        async with self._log_lock:
            if self._history is None:
                log = CommitLog(self.host.store, self.id)
                history = await load_history(self.host.crypto, self.ring, log)
                for known in (await read_agreed_tip(self.host, self.id), self._tip):
                    if known is not None and known.commit in history:
                        history.seed(known)
                self._history = history
            return self._history

    def use_history(self, history: History) -> None:
        self._history = history

    def forget_history(self) -> None:
        """Drops the history from memory: after a refusal or failed write it may be ahead of the store."""
        self._history = None

    def draft(
        self, page: int, patch: dict[str, object], start: Start = "neutral", gesture: str | None = None
    ) -> None:
        """Merges a patch into the draft, which begins at `start`. One gesture is one step."""
        drafted, tip = self.drafted, self.tip
        begun, began = drafted.sim, drafted.start
        if begun is None:
            begun, began = begin_draft(tip.state, tip.last, start)
        sim: State | None = kernel.draft_update(begun, page, patch, preview_ms(self.host))
        if drafted.gives_back(sim, lambda: begin_draft(tip.state, tip.last, start)[0], gesture):
            sim = began = None
        self.drafted = drafted.change(sim, began, gesture)
        if self._during_commit is not None:
            self._during_commit.append((page, patch, start, gesture))

    async def save_draft(self) -> None:
        """Stores the draft. Takes the lock, because a commit in progress consumes the draft."""
        async with self.locked():
            await self.host.store.write(*await self.draft_records(self.drafted, self.pending))

    async def replace_draft(self, sim: State, start: Start | None = None) -> None:
        """Makes `sim`, based on the present state, the draft. The caller holds `locked`."""
        await self.replace_drafted(self.drafted.change(sim, start))

    async def replace_drafted(self, drafted: Drafted) -> None:
        """Makes `drafted` durable and present. The caller holds `locked`."""
        # Changes that arrive during the write build on the new draft.
        before, self.drafted = self.drafted, drafted
        try:
            await self.host.store.write(*await self.draft_records(drafted, self.pending))
        except BaseException:
            if self.drafted is drafted:
                self.drafted = before
            raise

    async def draft_records(self, drafted: Drafted, pending: Context) -> tuple[Puts, list[str]]:
        """What to write and what to delete so that the store holds a draft, its steps and `pending` words."""
        return await seal_draft(self.host.crypto, self.id, drafted, pending)

    def set_secret(self, secret: VaultSecret) -> None:
        """Uses new keys, another name or another witness switch, from the account's keyset."""
        self.secret = secret
        self.ring = KeyRing(self.id, secret.keys)
        if self._history is not None:
            self._history.ring = self.ring

    def words(self) -> Context:
        return fold_context(self.tip.words, complete_words(self.pending, self.tip.words))

    async def commit(self, signer: Signer, label: str | None, note: str | None) -> CommitResult:
        """Commits the draft. The commit is durable on return. Raises CommitBlocked, COMMIT_TOO_LARGE,
        CLOCK_WRONG.
        """
        async with self.locked():
            consumed, self._during_commit = self.sim, list[Patch]()
            try:
                done = await self._commit(signer(), label, note)
            finally:
                patches, self._during_commit = self._during_commit, None
            self._reapply_patches(patches, consumed)
            return done

    async def _commit(self, signer: DeviceRecord, label: str | None, note: str | None) -> CommitResult:
        before, consumed, words = self.tip, self.sim, self.pending
        state = before.state if consumed is None else consumed
        committed = kernel.commit(state, stamp_ms(self.host), label)
        said = complete_words(words, before.words)
        context = said if note is None else {**said, "note": note}
        body = make_body(committed.state, state.draft, before.marker, label)
        item = Unsealed(
            kind=Kind.COMMIT,
            parents=(before.commit,),
            device=signer.device,
            seq=self.meta.seq + 1,
            body=body,
            context=context or None,
        )
        (sealed,) = await seal(self.host.crypto, self.ring, [item])
        after = Tip(
            sealed.id,
            before.length + 1,
            body.t_ms,
            self.ring.epoch,
            body.marker.hash,
            committed.state,
            fold_context(before.words, said),
            settings_of(state.draft),
        )
        new = build_entry(sealed.id, (sealed.header, sealed.ciphertext), body.t_ms, context)
        typed = without(self.typed, OF_COMMIT)
        puts, deletes = await seal_typed(self.host.crypto, typed_key(self.id), typed)
        deletes += [DRAFT + self.id.hex(), STEPS + self.id.hex()]
        await self._write_own(new, item.seq, after, puts, deletes, words)
        self.typed = typed
        return CommitResult(new.row, body, context, committed.processing_steps, before.state, committed.state)

    async def _write_own(
        self, new: LogEntry, seq: int, tip: Tip, puts: Puts, deletes: Sequence[str], consumed: Context
    ) -> None:
        """Writes a commit of this device: into the log or, without its parent, beside it."""
        if self.arrival is None:
            waiting = self.meta.waiting + 1
            meta = msgspec.structs.replace(self.meta, head=new.row.id, seq=seq, waiting=waiting)
            await self.write_commits([new], meta, tip, puts=puts, deletes=deletes, consumed=consumed)
            return
        arrival = msgspec.structs.replace(self.arrival, tip=tip)
        meta = msgspec.structs.replace(self.meta, seq=seq, ahead=self.meta.ahead + 1)
        records = [*puts, ahead_record(self.id, self.meta.ahead, new.wire), meta_record(self.id, meta)]
        records += await seal_arrival(self.host, self.id, arrival)
        await self._write(records, deletes)
        self.meta, self.arrival = meta, arrival
        self._consume(consumed)

    async def _write(self, records: Puts, deletes: Sequence[str]) -> None:
        try:
            await self.host.store.write(records, deletes)
        except BaseException:
            # The write may have succeeded all the same, so the next use reads the store.
            self._doubtful = True
            self.forget_history()
            raise

    def _consume(self, words: Context) -> None:
        self.drafted = NO_DRAFT
        # Words that the person entered during the write stay.
        self.pending = {} if self.pending is words else self.pending

    def _reapply_patches(self, patches: Sequence[Patch], consumed: State | None) -> None:
        """Applies the patches that arrived during the commit on top of its state."""
        known = {op.op_id for op in consumed.draft.page2.ops} if consumed else set()
        for page, patch, start, gesture in patches:
            with suppress(DraftRejected):
                self.draft(page, drop_operations(patch, known), start, gesture)

    async def write_commits(
        self,
        entries: Sequence[LogEntry],
        meta: VaultMeta,
        tip: Tip | None,
        *,
        puts: Sequence[tuple[str, bytes]] = (),
        deletes: Sequence[str] = (),
        agreed: bool = False,
        consumed: Context | None = None,
    ) -> None:
        """Writes new commits, the meta and, if `tip` is given, its checkpoint, in one atomic write.

        `agreed`: server and device agree on `tip`. `consumed`: the words that the write commits together
        with the draft. On failure nothing has changed, in memory or in the store.
        """
        meta = msgspec.structs.replace(meta, count=self.meta.count + len(entries))
        if tip is not None:
            meta = msgspec.structs.replace(meta, commits=tip.length)
        log = CommitLog(self.host.store, self.id)
        records: Puts = [*puts, *log.puts(self.meta.count, entries), meta_record(self.id, meta)]
        if tip is not None:
            records += await seal_tip(self.host, self.id, tip, agreed=agreed)
        block: Puts = []
        if self._history is not None and len(entries) >= BLOCK_ENTRIES_MIN:
            block = await self._history.log.seal_due_block(self.host.crypto)
            records += block
        async with self._log_lock:
            await self._write(records, deletes)
            self.meta = meta
            if self._history is not None:
                if block:
                    self._history.log.mark_block()
                self._history.mark_durable(entries)
            if consumed is not None:
                self._consume(consumed)
            if tip is not None:
                self.set_tip(tip)

    def set_tip(self, tip: Tip) -> None:
        """Moves to another tip under an open draft. The draft keeps the person's settings."""
        self._tip = tip
        if self.arrival is None:
            self.drafted = self.drafted.rebase(tip.state)
        if self._history is not None:
            self._history.seed(tip)

    def show_log(self) -> None:
        """Ends an arrival: the tip of the log is the one of the vault."""
        self.arrival = None
        if self._tip is not None:
            self.set_tip(self._tip)

    async def _recover(self) -> None:
        """Reads the vault again after a failed write."""
        key = META + self.id.hex()
        (record,) = await self.host.store.get([key])
        if record is None:
            raise AutusError("STORAGE_DAMAGED", "the goal is no longer in the store", record=key)
        meta = decode(record, VaultMeta)
        if meta != self.meta:
            self.meta, self._tip, self.arrival = meta, None, None
            self.drafted, self.pending, self.typed = NO_DRAFT, {}, {}
            await self.load()
        self._doubtful = False
