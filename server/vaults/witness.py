"""Replays the pushes of witnessed vaults. No other module of the server can decrypt.

Decrypted commits stay in memory while the push is checked. Nothing of them is stored or logged. The server
keeps a MAC of the state under its secret, so that a later replay may start from exactly that state.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Raw

from server.limits.replay_turns import ReplayTurns
from server.store.port import VaultStore
from server.store.rows import PushRow, VaultRow
from shared.chain.header import commit_id, decode_header
from shared.crypto.ciphers import AesItem
from shared.errors import AutusError
from shared.kernel import state_to_bytes
from shared.sync.parse import ParsedPush
from shared.sync.witness import Budget, Witness, find_dominators
from shared.wire.pushes import Disclosure, Push, WireCommit, decode_commits

# The size of the parts that stored pushes are replayed in, so that a long history does not fill the memory.
PART_BYTES = 2 * 1024 * 1024

Result = TypeVar("Result")
Named = list[tuple[bytes, WireCommit]]
Linked = tuple[bytes, tuple[bytes, ...]]


class _Opener:
    """An `Opener` on `cryptography`."""

    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        return [_open(*item) for item in items]


def _open(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(nonce, data, aad)
    except InvalidTag:
        return None


OPENER = _Opener()


async def replay_push(
    store: VaultStore,
    turns: ReplayTurns,
    secret: bytes,
    identity: bytes,
    network: str,
    push: Push,
    parsed: ParsedPush,
    row: VaultRow,
) -> bytes:
    """The MAC of the state at the push's head, after its commits were replayed.

    Raises AutusError DISCLOSURE_REQUIRED, WITNESS_BUSY, WITNESS_BUDGET_EXCEEDED or REPLAY_MISMATCH; `index`
    counts the commits of the push, and is null for a commit that was stored before.
    """
    disclosure = push.disclosure
    if disclosure is None:
        raise AutusError("DISCLOSURE_REQUIRED", "the vault is witnessed: the push needs a disclosure")
    async with turns.turn(identity, network, len(disclosure.keys)):
        return await _Replaying(store, secret, identity, disclosure, parsed, row).run()


class _Replaying:
    """The replay of one push. The event loop reads the stored pushes in parts; threads compute."""

    def __init__(
        self,
        store: VaultStore,
        secret: bytes,
        identity: bytes,
        disclosure: Disclosure,
        parsed: ParsedPush,
        row: VaultRow,
    ) -> None:
        self._store = store
        self._secret = secret
        self._identity = identity
        self._disclosure = disclosure
        self._parsed = parsed
        self._last = row.number
        self._keys = dict(disclosure.keys)
        self._budget = Budget(len(self._keys), time.monotonic)

    async def run(self) -> bytes:
        """The MAC of the state at the head of the push."""
        parsed = self._parsed
        number, state = await self._start()
        graph: list[Linked] = []
        async for stored in self._stored(number):
            graph += await asyncio.to_thread(self._links, stored, number)
        graph += await asyncio.to_thread(_links_of, parsed)
        dominators = await asyncio.to_thread(find_dominators, graph)
        del graph
        witness = Witness(parsed.vault, self._keys, self._budget, dominators)
        async for stored in self._stored(number):
            await asyncio.to_thread(_replay_stored, witness, stored, number, state)
        return await asyncio.to_thread(self._replay_push, witness)

    async def _start(self) -> tuple[int, bytes | None]:
        """The number of the start's push and the state after it. Its MAC must be the stored one."""
        disclosure, vault = self._disclosure, self._parsed.vault
        if disclosure.start is None or disclosure.state is None:
            return 0, None
        stored = await self._store.push_with_head(self._identity, vault, disclosure.start)
        mac = self._state_mac(disclosure.start, disclosure.state)
        if stored is None or stored.state_mac is None or not hmac.compare_digest(stored.state_mac, mac):
            raise AutusError("DISCLOSURE_REQUIRED", "the start is no state that this server has replayed")
        return stored.number, disclosure.state

    async def _stored(self, number: int) -> AsyncIterator[list[PushRow]]:
        """The stored pushes from number `number` on, in parts."""
        store, identity, vault = self._store, self._identity, self._parsed.vault
        first = max(number, 1)
        while first <= self._last:
            sizes = await store.page_of_pushes(identity, vault, first - 1, self._last, PART_BYTES)
            stored = await store.pushes_between(identity, vault, first, sizes[-1][0]) if sizes else []
            if not stored:
                # Pushes are deleted only with their vault, and the vault stood when this push was checked.
                raise AutusError("VAULT_DELETED", "the vault was deleted meanwhile", vault=vault.hex())
            yield stored
            first = stored[-1].number + 1

    def _links(self, stored: list[PushRow], number: int) -> list[Linked]:
        """Ids and parents of stored commits. Raises where a key is missing, before any commit is opened."""
        self._budget.check_time()
        links: list[Linked] = []
        for each in stored:
            named = _named(each)
            if each.number == number:
                links.append((named[-1][0], ()))
                continue
            for commit, (header, _) in named:
                if commit not in self._keys:
                    missing = {"index": None, "commit": commit.hex()}
                    raise AutusError("DISCLOSURE_REQUIRED", "an opening key is missing", **missing)
                links.append((commit, decode_header(header).parents))
        return links

    def _replay_push(self, witness: Witness) -> bytes:
        parsed = self._parsed
        state = _run(witness.replay(OPENER, list(zip(parsed.ids, parsed.commits, strict=True))))
        return self._state_mac(parsed.head, state_to_bytes(state))

    def _state_mac(self, head: bytes, state: bytes) -> bytes:
        message = b"autus/v1/state" + self._parsed.vault + head + state
        return hmac.digest(self._secret, message, "sha256")


def _links_of(parsed: ParsedPush) -> list[Linked]:
    return [(commit, parsed.header(index).parents) for index, commit in enumerate(parsed.ids)]


def _named(push: PushRow) -> Named:
    return [(commit_id(*wire), wire) for wire in decode_commits(Raw(push.commits))]


def _replay_stored(witness: Witness, stored: list[PushRow], start: int, state: bytes | None) -> None:
    part: Named = []
    for each in stored:
        named = _named(each)
        if each.number == start and state is not None:
            # The start is the last commit of its push. The replay does not need those before it.
            _run(witness.open_start(OPENER, *named[-1], state))
        else:
            part.extend(named)
    if not part:
        return
    try:
        _run(witness.replay(OPENER, part))
    except AutusError as error:
        raise error.with_fields(index=None) from None


def _run(coroutine: Coroutine[object, None, Result]) -> Result:
    """Runs a coroutine that never waits, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    coroutine.close()
    raise RuntimeError("a replay waited for something")
