"""Accepts pushes: reads the facts, checks, swaps the push in, and tells the other sessions."""

from __future__ import annotations

import asyncio
import importlib
from base64 import b64encode

import msgspec

from server.clock import Clock
from server.crypto import ReceiptKey, verify_signature
from server.events.hub import Hub
from server.limits.networks import network_of
from server.limits.replay_turns import ReplayTurns
from server.store.port import Store
from server.store.rows import NewPush, PushFacts, PushRow, ServerIdentity, SessionRow
from server.store.sizes import overhead_bytes
from server.vaults.pulls import Pulls
from server.vaults.service import vault_deleted
from shared.errors import AutusError
from shared.sync.certificate import receipt_message
from shared.sync.parse import ParsedPush, parse_push
from shared.sync.verify import (
    AcceptedPush,
    PushContext,
    certificate_item,
    check_push,
    make_receipt,
    require_certificate,
)
from shared.vault.roster import read_verified
from shared.wire.accounts import SignedStatement
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.encoding import encode
from shared.wire.limits import STATEMENT_BYTES_MAX
from shared.wire.pushes import Level, Push, Receipt

VAULTS_MAX = 1_000
# Imported when first needed, and in a thread, because it imports all the rules.
WITNESS = "server.vaults.witness"
ATTEMPTS_MAX = 8

_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))
decode_receipt = msgpack_decoder(Receipt, Limits(1_024))


class Pushes:
    """Accepts the pushes of all vaults."""

    def __init__(
        self,
        store: Store,
        pulls: Pulls,
        hub: Hub,
        replay_turns: ReplayTurns,
        clock: Clock,
        server: ServerIdentity,
        receipt_key: ReceiptKey,
        quota_bytes: int,
    ) -> None:
        self._store = store
        self._pulls = pulls
        self._hub = hub
        self._replay_turns = replay_turns
        self._clock = clock
        self._server = server
        self._receipt_key = receipt_key
        self._quota_bytes = quota_bytes

    async def accept_push(
        self, session: SessionRow, vault: bytes, push: Push, address: str
    ) -> tuple[Receipt, bool]:
        """Checks and stores a push. Returns its receipt, and whether the push is new.

        The facts are read without a lock. The store swaps the push in only if they still hold. Otherwise the
        push is checked again against the new ones, up to ATTEMPTS_MAX times. Raises AutusError with the codes
        of the table in `docs/spec/refusals.md`.
        """
        parsed = parse_push(push, vault)
        for _ in range(ATTEMPTS_MAX):
            facts = await self._read_facts(session, parsed)
            try:
                checked = await self._check(session, parsed, facts)
            except AutusError as error:
                if error.code == "HEAD_MOVED":
                    await self._add_page(session, parsed, error)
                raise
            if isinstance(checked, Receipt):
                return checked, False
            receipt = await self._swap_in(session, push, address, parsed, facts, checked)
            if receipt is not None:
                self._hub.publish(session.identity, session.token_hash, vault, receipt.number, receipt.head)
                return receipt, True
        raise AutusError("HEAD_MOVED", "the vault keeps moving", head=None, number=0)

    async def _add_page(self, session: SessionRow, parsed: ParsedPush, refusal: AutusError) -> None:
        """Adds the pushes that the device lacks to HEAD_MOVED, if they are few. This saves a pull."""
        page = await self._pulls.page_after(session.identity, parsed.vault, parsed.base)
        if page is not None:
            refusal.fields["page"] = b64encode(page).decode()

    async def _read_facts(self, session: SessionRow, parsed: ParsedPush) -> PushFacts:
        facts = await self._store.facts_of_push(
            session.identity, parsed.vault, list(parsed.authors), parsed.in_question
        )
        if facts is None:
            # The account was deleted after the session had been looked up.
            raise AutusError("NOT_SIGNED_IN", "log in first")
        return facts

    async def _check(
        self, session: SessionRow, parsed: ParsedPush, facts: PushFacts
    ) -> AcceptedPush | Receipt:
        row = facts.vault
        repeat = None
        if row is None and facts.deleted:
            raise vault_deleted(parsed.vault)
        if row is not None and parsed.base != row.head:
            repeat = await self._find_repeat(session, parsed)
        overhead = overhead_bytes(parsed.count)
        # A refusal carries this number. What was stored before the overhead counted may be above the quota.
        room = max(0, self._quota_bytes - facts.owned_bytes - overhead)
        if row is None and facts.owned_vaults >= VAULTS_MAX:
            room = 0
        own = {session.device} if session.public is not None else frozenset[bytes]()
        # A vault of somebody else takes no more work than one that does not exist.
        concerns = row is not None and parsed.base == row.head
        foreign = parsed.authors.keys() - facts.devices - own if concerns or parsed.base is None else ()
        revoked = await self._revoked_seqs(session.identity, parsed.vault) if foreign else {}
        checked = check_push(
            parsed,
            PushContext(
                identity=session.identity,
                device=session.device,
                devices=facts.devices | own,
                roster_head=facts.roster_head,
                head=row.head if row else None,
                number=row.number if row else 0,
                commits=row.commits if row else 0,
                seqs=facts.seqs,
                stored=facts.stored,
                room=room,
                repeat=repeat,
                revoked=revoked,
                head_epoch=row.epoch if row else 1,
                epoch=facts.epoch,
            ),
        )
        if isinstance(checked, AcceptedPush):
            # `check_push` refuses a device without a public key, because the roster does not carry it.
            require_certificate([verify_signature(*certificate_item(parsed, session.public or b""))])
        return checked

    async def _revoked_seqs(self, identity: bytes, vault: bytes) -> dict[bytes, int]:
        """Up to which seq the commits of each revoked device count. They are pushed again after a restore."""
        statements = [_decode_statement(each) for each in await self._store.roster_since(identity, 0)]
        revoked = read_verified(identity, statements).revoked
        return {device: each.seq_in(vault) for device, each in revoked.items()}

    async def _find_repeat(self, session: SessionRow, parsed: ParsedPush) -> Receipt | None:
        stored = await self._store.push_with_head(session.identity, parsed.vault, parsed.head)
        if stored is None or (stored.base, stored.count) != (parsed.base, parsed.count):
            return None
        return decode_receipt(stored.receipt)

    async def _swap_in(
        self,
        session: SessionRow,
        push: Push,
        address: str,
        parsed: ParsedPush,
        facts: PushFacts,
        accepted: AcceptedPush,
    ) -> Receipt | None:
        """Stores the push. Returns its receipt, or None where the facts no longer hold."""
        state_mac = None
        if facts.vault is not None and facts.vault.witnessed:
            witness = await asyncio.to_thread(importlib.import_module, WITNESS)
            state_mac = await witness.replay_push(
                self._store,
                self._replay_turns,
                self._server.secret,
                session.identity,
                network_of(address),
                push,
                parsed,
                facts.vault,
            )
        level: Level = "links" if state_mac is None else "replay"
        receipt = self._sign_receipt(parsed, facts, accepted, level)
        new = NewPush(
            vault=parsed.vault,
            identity=session.identity,
            push=PushRow(
                number=accepted.number,
                base=parsed.base,
                head=parsed.head,
                count=parsed.count,
                certificate=encode(parsed.certificate),
                receipt=encode(receipt),
                state_mac=state_mac,
                commits=bytes(push.commits),
            ),
            commits=accepted.commits,
            size=accepted.size + overhead_bytes(parsed.count),
            ids=accepted.ids,
            seqs=accepted.seqs,
            epoch=accepted.epoch,
            witnessed=state_mac is not None,
            roster_head=facts.roster_head,
            quota_bytes=self._quota_bytes,
            vaults_max=VAULTS_MAX,
        )
        return receipt if await self._store.swap_in_push(new) else None

    def _sign_receipt(
        self, parsed: ParsedPush, facts: PushFacts, accepted: AcceptedPush, level: Level
    ) -> Receipt:
        receipt = make_receipt(
            parsed.vault,
            accepted,
            decode_receipt(facts.vault.receipt) if facts.vault else None,
            self._server.generation,
            level,
            self._clock.now_ms(),
        )
        signature = self._receipt_key.sign(receipt_message(parsed.vault, receipt))
        return msgspec.structs.replace(receipt, signature=signature)
