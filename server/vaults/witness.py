"""The replay of witnessed vaults: the one place of the server that can decrypt, with disclosed keys.

What is opened lives in memory while the push is checked. Nothing of it is stored or logged: a MAC of the
state is kept, under the server's secret, so that the very state may be the start of a later replay.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Coroutine, Sequence
from typing import Any, NoReturn, TypeVar, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Raw

from server.services import Services
from server.store import vaults
from server.store.vaults import VaultRow
from shared.chain.header import commit_id
from shared.errors import AutusError
from shared.kernel import State, state_from_bytes, state_to_bytes
from shared.sync.messages import Disclosure, Push, WireCommit, decode_commits
from shared.sync.verify import ParsedPush
from shared.sync.witness import Witness
from shared.vault.primitives import AesItem, Crypto

# So short a replay is done before a thread would have started.
INLINE_COMMITS_MAX = 16
# Stored pushes are read and replayed in parts of this size, so that a long history does not fill the memory.
PART_BYTES = 2 * 1024 * 1024

Result = TypeVar("Result")
Named = list[tuple[bytes, WireCommit]]


class _OpeningCrypto:
    async def aes_open(self, items: Sequence[AesItem]) -> list[bytes | None]:
        return [_open(*item) for item in items]


def _open(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(nonce, data, aad)
    except InvalidTag:
        return None


# A witness opens, and does nothing else of the protocol.
OPENING_CRYPTO = cast("Crypto", _OpeningCrypto())


async def replay_push(services: Services, push: Push, parsed: ParsedPush, row: VaultRow) -> bytes:
    """The MAC of the state at the push's head, after its commits were replayed.

    Raises AutusError DISCLOSURE_REQUIRED or REPLAY_MISMATCH; `index` counts the commits of the push, and is
    null for a commit that was stored before.
    """
    disclosure = push.disclosure
    if disclosure is None:
        raise AutusError("DISCLOSURE_REQUIRED", "the vault is witnessed: the push needs a disclosure")
    async with services.replays:
        state = await _replay(services, disclosure, parsed, row)
    return _state_mac(services, parsed.vault, parsed.head, state_to_bytes(state))


def _state_mac(services: Services, vault: bytes, head: bytes, state: bytes) -> bytes:
    return hmac.digest(services.row.secret, b"autus/v1/state" + vault + head + state, "sha256")


async def _replay(services: Services, disclosure: Disclosure, parsed: ParsedPush, row: VaultRow) -> State:
    number, state = await _start(services, parsed.vault, disclosure)
    witness = Witness(parsed.vault, dict(disclosure.keys), state)
    first = max(number, 1)
    while first <= row.number:
        sizes = await vaults.page_of_pushes(
            services.database, parsed.vault, first - 1, row.number, PART_BYTES
        )
        last = sizes[-1][0]
        stored = await vaults.pushes_between(services.database, parsed.vault, first, last)
        part: Named = []
        for each in stored:
            named = [(commit_id(*wire), wire) for wire in decode_commits(Raw(each.commits))]
            if each.number == number and disclosure.start is not None:
                # The start is the last commit of its push; those before it are not needed.
                await witness.open_start(OPENING_CRYPTO, *named[-1])
            else:
                part.extend(named)
        if part:
            try:
                await _take(witness, part)
            except AutusError as error:
                _elsewhere(error)
        first = last + 1
    named = list(zip(parsed.ids, parsed.commits, strict=True))
    return await _take(witness, named)


def _elsewhere(error: AutusError) -> NoReturn:
    raise AutusError(error.code, error.detail, **{**error.fields, "index": None}) from None


async def _start(services: Services, vault: bytes, disclosure: Disclosure) -> tuple[int, State | None]:
    """The number of the start's push and its state, which must be the very one that was vouched for."""
    if disclosure.start is None or disclosure.state is None:
        return 0, None
    stored = await vaults.push_with_head(services.database, vault, disclosure.start)
    mac = _state_mac(services, vault, disclosure.start, disclosure.state)
    if stored is None or stored.state_mac is None or not hmac.compare_digest(stored.state_mac, mac):
        raise AutusError("DISCLOSURE_REQUIRED", "the start is no state that this server has replayed")
    return stored.number, state_from_bytes(disclosure.state)


async def _take(witness: Witness, commits: Named) -> State:
    taking = witness.take(OPENING_CRYPTO, commits)
    if len(commits) <= INLINE_COMMITS_MAX:
        return await taking
    return await asyncio.to_thread(_run, taking)


def _run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Runs what awaits nothing but itself, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("Result", stop.value)
    coroutine.close()
    raise RuntimeError("a replay waited for something")
