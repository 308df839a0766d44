"""Lies about an account: its keyset, its roster, its log-in, and the account as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from client.terminal.crypto import NativeCrypto
from shared.device.core.host import Response
from shared.vault.roster import sign_add, verify_roster
from shared.wire.accounts import KdfParams, Keyset, SessionAnswer, SignedStatement, Way
from shared.wire.vaults import VaultList
from tests.lies.liar import Asked, Change, Liar

replace = msgspec.structs.replace
Statements = list[SignedStatement]
WEAK = {"memory_kib": 1024, "iterations": 1}
ABSURD = {"memory_kib": 2**31, "iterations": 2**20}


def in_session(change: Change) -> Change:
    """The same lie in the answer to a log-in."""
    return lambda liar, answer: replace(answer, keyset=change(liar, answer.keyset))


def oldest_keyset(liar: Liar, keyset: Keyset) -> Keyset:
    return min((keyset, *liar.past["keyset"]), key=lambda each: each.version)


def garbled_secrets(_: Liar, keyset: Keyset) -> Keyset:
    """Another keyset under the same version."""
    last = keyset.sealed_secrets[-1] ^ 1
    return replace(keyset, sealed_secrets=keyset.sealed_secrets[:-1] + bytes([last]))


def newer_garbled_secrets(liar: Liar, keyset: Keyset) -> Keyset:
    return replace(garbled_secrets(liar, keyset), version=keyset.version + 1)


def older_as_newer(liar: Liar, keyset: Keyset) -> Keyset:
    """An old keyset under a new version."""
    return replace(oldest_keyset(liar, keyset), version=keyset.version + 1)


def way_in_place_of_secrets(_: Liar, keyset: Keyset) -> Keyset:
    """A sealed thing of another type: the account key of a way in as the secrets."""
    return replace(keyset, version=keyset.version + 1, sealed_secrets=keyset.ways[0].account_key)


def _with_ways(keyset: Keyset, change: dict[str, object]) -> Keyset:
    return replace(keyset, ways=tuple(replace(way, **change) for way in keyset.ways))


def garbled_ways(_: Liar, keyset: Keyset) -> Keyset:
    return _with_ways(keyset, {"private": bytes(60)})


def half_garbled_ways(_: Liar, keyset: Keyset) -> Keyset:
    """The account key is not in the hash that the roster names. Its id is."""
    return _with_ways(keyset, {"account_key": bytes(80)})


def truncated_ways(_: Liar, keyset: Keyset) -> Keyset:
    return _with_ways(keyset, {"account_key": b"", "signing_seed": b"", "private": b""})


def halves_of_ways_swapped(_: Liar, keyset: Keyset) -> Keyset:
    def swapped(way: Way) -> Way:
        return replace(way, account_key=way.signing_seed, signing_seed=way.account_key)

    return replace(keyset, ways=tuple(swapped(way) for way in keyset.ways))


def no_ways(_: Liar, keyset: Keyset) -> Keyset:
    return replace(keyset, ways=())


def kdf_with(costs: dict[str, int]) -> dict[str, Change]:
    """Parameters and ways in that agree on other costs, for a device that derives with any."""

    def parameters(_: Liar, kdf: KdfParams) -> KdfParams:
        return replace(kdf, **costs)

    def ways(_: Liar, keyset: Keyset) -> Keyset:
        kdfs = [it.kdf and replace(it.kdf, **costs) for it in keyset.ways]
        shown = zip(keyset.ways, kdfs, strict=True)
        return replace(keyset, ways=tuple(replace(it, kdf=kdf) for it, kdf in shown))

    return {"parameters": parameters, "session": in_session(ways)}


def no_roster(_: Liar, __: Statements) -> Statements:
    return []


def garbled_roster(_: Liar, statements: Sequence[SignedStatement]) -> Statements:
    return [*statements[:-1], replace(statements[-1], signature=bytes(64))]


def repeated_statement(_: Liar, statements: Sequence[SignedStatement]) -> Statements:
    return [*statements, statements[-1]]


async def inserted_device(liar: Liar, statements: Statements) -> Statements:
    """A device of the liar, in a statement of the right form, signed with a key of the liar."""
    crypto = NativeCrypto({})
    session: SessionAnswer = liar.past["session"][-1]
    roster = await verify_roster(crypto, session.identity, session.roster)
    _, public = await crypto.new_device_key()
    added = await sign_add(crypto, bytes(range(32)), roster, public, bytes(64), 1)
    return [*statements, added]


def another_receipt_key(_: Liar, answer: SessionAnswer) -> SessionAnswer:
    return replace(answer, receipt_key=bytes(31) + b"\1")


def another_identity(_: Liar, answer: SessionAnswer) -> SessionAnswer:
    return replace(answer, identity=bytes(31) + b"\1")


def first_session(liar: Liar, _: SessionAnswer) -> SessionAnswer:
    """The answer to the first log-in that the liar has seen, once more."""
    return liar.past["session"][0]  # type: ignore[no-any-return]


def roster_of_the_first_session(liar: Liar, answer: SessionAnswer) -> SessionAnswer:
    return replace(answer, roster=liar.past["session"][0].roster)


def another_generation(_: Liar, listed: VaultList) -> VaultList:
    return replace(listed, generation=bytes(16))


def all_withheld(_: Liar, listed: VaultList) -> VaultList:
    return replace(listed, vaults=())


def called_deleted(_: Liar, listed: VaultList) -> VaultList:
    ids = tuple(summary.vault for summary in listed.vaults)
    return replace(listed, vaults=(), deleted=(*ids, *listed.deleted))


async def account_elsewhere(liar: Liar, asked: Asked) -> Response:
    """Another account of the same name and password, as an honest server would keep it."""
    (elsewhere,) = liar.past["elsewhere"]
    liar.told += 1
    return await elsewhere(*asked)  # type: ignore[no-any-return]
