"""One goal on this device: its durable records, its present state and draft, and committing offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context, fold_context, validate_context
from shared.chain.header import Kind, decode_header, vault_id
from shared.chain.replay import make_marker
from shared.device.admit import says_words
from shared.device.history import History, Tip, load_history
from shared.device.host import Host
from shared.device.log import CommitLog, IndexRow, LogEntry, entry
from shared.device.records import (
    BASE,
    CHECKPOINT,
    DRAFT,
    META,
    SECRET,
    Checkpoint,
    DeviceRecord,
    SavedDraft,
    VaultMeta,
    decode,
    encode,
    open_records,
    seal_records,
)
from shared.errors import AutusError
from shared.kernel import Committed, Draft, State
from shared.vault.envelope import KeyRing, Opened, Unsealed, seal
from shared.vault.keys import VaultSecret

Puts = list[tuple[str, bytes]]
FIRST_EPOCH = 1


class Done(NamedTuple):
    """A durable commit, what the six stages did, and the states before and after."""

    row: IndexRow
    body: Body
    context: Context
    steps: Sequence[str]
    before: State
    after: State


class Vault:
    """`tip` and `sim` are there once `load` has run. Whoever changes the log holds `lock`."""

    def __init__(self, host: Host, vault: bytes, meta: VaultMeta, secret: VaultSecret) -> None:
        self.host = host
        self.id = vault
        self.meta = meta
        self.secret = secret
        self.ring = KeyRing(vault, secret.keys)
        self.lock = asyncio.Lock()
        self.sim: State | None = None
        self.pending: Context = {}
        self._tip: Tip | None = None
        self._history: History | None = None

    @property
    def tip(self) -> Tip:
        if self._tip is None:
            raise AutusError("VAULT_EMPTY", "nothing of this goal has arrived on this device yet")
        return self._tip

    @property
    def loaded(self) -> bool:
        return self._tip is not None

    async def load(self) -> None:
        """Reads the present state and the saved draft; the log stays where it is until it is needed."""
        if self.loaded or self.meta.count == 0:
            return
        keys = [CHECKPOINT + self.id.hex(), DRAFT + self.id.hex()]
        records = [
            (key, value)
            for key, value in zip(keys, await self.host.store.get(keys), strict=True)
            if value is not None
        ]
        plain = dict(
            zip([key for key, _ in records], await open_records(self.host.crypto, records), strict=True)
        )
        self._tip = _tip_of(decode(plain[keys[0]], Checkpoint))
        if keys[1] in plain:
            saved = decode(plain[keys[1]], SavedDraft)
            self.pending = msgspec.json.decode(saved.words)
            if saved.draft is not None:
                self.sim = kernel.install_draft(self._tip.state, msgspec.json.decode(saved.draft))

    async def history(self) -> History:
        if self._history is None:
            log = CommitLog(self.host.store, self.id)
            history = await load_history(self.host.crypto, self.ring, log)
            for known in (await self._read_base(), self._tip):
                if known is not None and known.commit in history:
                    history.replay.seed(known.commit, known.state)
            self._history = history
        return self._history

    def use_history(self, history: History) -> None:
        self._history = history

    def forget_history(self) -> None:
        """After a failed write: what memory believes may be more than what the store holds."""
        self._history = None

    def draft(self, page: int, patch: Context) -> State:
        """Merges a patch into the draft and gives what it would lead to. Raises DraftRejected."""
        self.sim = kernel.draft_update(self.sim or self.tip.state, page, patch, self.host.now_ms())
        return self.sim

    async def discard_draft(self) -> None:
        await self.host.store.write([], [DRAFT + self.id.hex()])
        self.sim = None
        self.pending = {}

    async def save_draft(self) -> None:
        sim = self.sim
        saved = SavedDraft(
            None if sim is None else kernel.canonical_json(kernel.draft_document(sim)).encode(),
            msgspec.json.encode(self.pending),
        )
        key = DRAFT + self.id.hex()
        await self.host.store.write(await seal_records(self.host.crypto, [(key, encode(saved))]))

    async def set_words(self, words: Context) -> None:
        """Words wait for the next commit; a later word for the same thing replaces the earlier."""
        if "note" in words:
            raise AutusError("BAD_CONTEXT", "a note belongs to one commit", field="note")
        pending = {**self.pending, **words}
        for key in ("goal", "names", "slots"):
            earlier, later = self.pending.get(key), words.get(key)
            if isinstance(earlier, dict) and isinstance(later, dict):
                pending[key] = {**earlier, **later}
        validate_context(pending)
        self.pending = pending
        await self.save_draft()

    async def mark_conflict(self, code: str) -> None:
        async with self.lock:
            await self.store([], msgspec.structs.replace(self.meta, conflict=code), None)

    def take_secret(self, secret: VaultSecret) -> None:
        """The account's keyset knows more epochs, another name or another switch."""
        self.secret = secret
        self.ring = KeyRing(self.id, secret.keys)
        if self._history is not None:
            self._history.ring = self.ring

    def words(self) -> Context:
        return fold_context(self.tip.words, self.pending)

    async def commit(self, signer: DeviceRecord, label: str | None, note: str | None) -> Done:
        """SIM becomes LIVE: durable when this returns. Raises CommitBlocked, COMMIT_TOO_LARGE."""
        async with self.lock:
            before, consumed, words = self.tip, self.sim, self.pending
            state = before.state if consumed is None else consumed
            committed = kernel.commit(state, self.host.now_ms(), label)
            context = words if note is None else {**words, "note": note}
            body = commit_body(committed, state.draft, before.marker, label)
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
                body.t_ms,
                self.ring.epoch,
                body.marker.hash,
                committed.state,
                fold_context(before.words, context),
            )
            meta = msgspec.structs.replace(
                self.meta, head=sealed.id, seq=item.seq, waiting=self.meta.waiting + 1
            )
            new = entry(sealed.id, (sealed.header, sealed.ciphertext), body.t_ms, words=says_words(context))
            await self.store([new], meta, after, deletes=[DRAFT + self.id.hex()], consumed=(consumed, words))
            return Done(new.row, body, context, committed.processing_steps, before.state, committed.state)

    async def store(
        self,
        entries: Sequence[LogEntry],
        meta: VaultMeta,
        tip: Tip | None,
        *,
        puts: Sequence[tuple[str, bytes]] = (),
        deletes: Sequence[str] = (),
        settled: bool = False,
        consumed: tuple[State | None, Context] | None = None,
    ) -> None:
        """One atomic write of new commits, meta and, where `tip` is new, the state that they lead to.

        `settled`: server and device agree on `tip`. `consumed` are the draft and words that the write commits.
        On failure nothing has changed, here or in the store.
        """
        meta = msgspec.structs.replace(meta, count=self.meta.count + len(entries))
        log = CommitLog(self.host.store, self.id)
        records: Puts = [*puts, *log.puts(self.meta.count, entries), (META + self.id.hex(), encode(meta))]
        if tip is not None:
            records += await self._sealed_tip(tip, settled=settled)
        try:
            await self.host.store.write(records, deletes)
        except BaseException:
            self.forget_history()
            raise
        self.meta = meta
        if self._history is not None:
            self._history.appended(entries)
        if consumed is not None:
            # What the person did since, while the write was under way, stays.
            self.sim = None if self.sim is consumed[0] else self.sim
            self.pending = {} if self.pending is consumed[1] else self.pending
        if tip is not None:
            self.move_to(tip)

    def move_to(self, tip: Tip) -> None:
        """LIVE changes under an open draft: the controls stay where the person put them."""
        self._tip = tip
        if self.sim is not None:
            self.sim = kernel.install_draft(tip.state, kernel.draft_document(self.sim))
        if self._history is not None:
            self._history.replay.seed(tip.commit, tip.state)

    async def _sealed_tip(self, tip: Tip, *, settled: bool) -> Puts:
        checkpoint = encode(
            Checkpoint(
                tip.commit,
                tip.t_ms,
                tip.epoch,
                tip.marker,
                kernel.state_to_bytes(tip.state),
                msgspec.json.encode(tip.words),
            )
        )
        keys = [CHECKPOINT, BASE] if settled else [CHECKPOINT]
        return await seal_records(self.host.crypto, [(key + self.id.hex(), checkpoint) for key in keys])

    async def _read_base(self) -> Tip | None:
        key = BASE + self.id.hex()
        (record,) = await self.host.store.get([key])
        if record is None:
            return None
        (plain,) = await open_records(self.host.crypto, [(key, record)])
        return _tip_of(decode(plain, Checkpoint))


async def found_vault(
    host: Host, signer: DeviceRecord, name: str, words: Context, t_ms: int, *, demo: bool
) -> Vault:
    """A new goal in memory, its genesis a fresh commit of its history. `save_founded` makes it durable."""
    crypto = host.crypto
    validate_context(words)
    salt = crypto.random(32)
    vault = vault_id(signer.identity, salt)
    secret = VaultSecret(keys={FIRST_EPOCH: crypto.random(32)}, name=name, witnessed=False)
    state = kernel.new_state(vault.hex())
    marker = make_marker(t_ms, state, (), None)
    body = Body(kind="genesis", marker=marker, rules=kernel.RULES, t_ms=t_ms, v=1)
    item = Unsealed(
        kind=Kind.GENESIS, parents=(), device=signer.device, seq=1, body=body, context=words, salt=salt
    )
    ring = KeyRing(vault, secret.keys)
    (sealed,) = await seal(crypto, ring, [item])
    history = await load_history(crypto, ring, CommitLog(host.store, vault))
    new = entry(sealed.id, (sealed.header, sealed.ciphertext), t_ms, words=says_words(words))
    history.add(new, Opened(sealed.id, decode_header(sealed.header), body, words))
    meta = VaultMeta(identity=signer.identity, demo=demo, head=sealed.id, count=0, seq=1, waiting=1)
    founded = Vault(host, vault, meta, secret)
    founded.use_history(history)
    return founded


async def save_founded(
    vault: Vault,
    commits: Sequence[bytes],
    meta: VaultMeta,
    *,
    puts: Sequence[tuple[str, bytes]] = (),
    deletes: Sequence[str] = (),
) -> None:
    """The goal with all its commits, genesis first, in one write."""
    history = await vault.history()
    secret = (SECRET + vault.id.hex(), encode(vault.secret))
    sealed = await seal_records(vault.host.crypto, [secret])
    tip = await history.tip(meta.head)
    await vault.store(history.fresh(commits), meta, tip, puts=[*puts, *sealed], deletes=deletes)


def commit_body(committed: Committed, draft: Draft, parent_marker: str, label: str | None) -> Body:
    """The body of a commit whose state the physics has just given."""
    state = committed.state
    marker = make_marker(state.t_ms, state, (parent_marker,), label)
    return Body(draft=draft, kind="commit", marker=marker, rules=kernel.RULES, t_ms=state.t_ms, v=1)


def _tip_of(checkpoint: Checkpoint) -> Tip:
    return Tip(
        checkpoint.commit,
        checkpoint.t_ms,
        checkpoint.epoch,
        checkpoint.marker,
        kernel.state_from_bytes(checkpoint.state),
        msgspec.json.decode(checkpoint.words),
    )
