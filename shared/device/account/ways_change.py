"""A change of the ways in: the statement and the keyset that belong together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shared.device.core.clock import stamp_ms
from shared.device.core.server_client import Refused
from shared.errors import AutusError
from shared.vault.keys import (
    Secrets,
    auth_key,
    derive_master_key,
    new_kdf,
    next_keyset,
    password_kek,
    seal_keyset,
)
from shared.vault.passkeys import PasskeyLabel, passkey_verifier, seal_label
from shared.vault.recovery_code import recovery_auth_key, recovery_kek
from shared.vault.roster import Roster, extend_roster, sign_revoke, sign_ways
from shared.vault.roster_statements import RevokeContent, RevokedHead, WaysContent
from shared.vault.ways import (
    OpenedWay,
    account_key_id,
    make_way,
    seal_to_devices,
    seal_to_ways,
    verifier_of,
    way_entry,
)
from shared.wire.accounts import (
    KdfParams,
    Keyset,
    Passkey,
    PasskeyAssertion,
    SignedStatement,
    WayKind,
    WaysChange,
)
from shared.wire.limits import WAYS_MAX

if TYPE_CHECKING:
    from shared.crypto.device import DeviceCrypto
    from shared.device.core.device import Device


class NewPasskey(NamedTuple):
    """A credential that an authenticator has just made, and what the person calls it."""

    credential: bytes
    public_key: bytes
    user: bytes
    label: PasskeyLabel


class WaySecret(NamedTuple):
    """What a secret gives that becomes a way in. A passkey has no `auth_key`."""

    kind: WayKind
    kek: bytes
    kdf: KdfParams | None
    auth_key: bytes
    passkey: NewPasskey | None = None


class Present(NamedTuple):
    """The account as a way in has opened it. `roster` may have statements that are not sent yet."""

    roster: Roster
    keyset: Keyset
    opened: OpenedWay
    secrets: Secrets


class Change(NamedTuple):
    """The ways in after a change: what the server gets, and what this device keeps."""

    statement: SignedStatement
    keyset: Keyset
    roster: Roster
    account_key: bytes
    secrets: Secrets


class Revocation(NamedTuple):
    """A device to end, and up to where what it made counts."""

    device: bytes
    heads: tuple[RevokedHead, ...]


_MOVED = frozenset({"KEYSET_MOVED", "ROSTER_MOVED"})

NO_KEYSET = Keyset(version=0, wraps=(), sealed_secrets=b"")
"""What a new account has before its first keyset."""


def secret_of_master_key(master_key: bytes, kdf: KdfParams) -> WaySecret:
    """The way in of a password whose master key is derived."""
    return WaySecret("password", password_kek(master_key), kdf, auth_key(master_key))


async def secret_of_new_password(device: Device, password: str) -> WaySecret:
    """The way in of a new password, under the current parameters."""
    kdf = new_kdf(device.host.crypto)
    return secret_of_master_key(await derive_master_key(device.host.crypto, password, kdf, None), kdf)


def secret_of_code(digits: str) -> WaySecret:
    """The way in of a recovery code."""
    return WaySecret("recovery", recovery_kek(digits), None, recovery_auth_key(digits))


async def prepare_change(
    device: Device,
    present: Present,
    added: Sequence[WaySecret],
    removed: Collection[WayKind | bytes] = (),
    revocation: Revocation | None = None,
    by: bytes | None = None,
) -> Change:
    """The ways in with `added`, and without those of `removed`, which are kinds or wrap ids.

    A password or recovery code takes the place of the one before. A passkey comes to the others.

    The first `ways` of an account keep its account key and its signing key. Every later change replaces both,
    and seals them to the ways in that stay, and the account key to every device of the roster that stays.
    `by` is the device at which the person signs, if this device comes in under another id.
    Raises AutusError KEYSET_TOO_LARGE, BAD_STATEMENT, TOO_MANY_WAYS, BAD_PASSKEY_NAME.
    """
    crypto, roster, before = device.host.crypto, present.roster, present.roster.ways
    if before is None:
        epoch, opened, secrets = 1, present.opened, present.secrets
    else:
        epoch, opened = before.epoch + 1, OpenedWay(crypto.random(32), crypto.random(32))
        former = {**present.secrets.former_keys, before.epoch: present.opened.account_key}
        secrets = msgspec.structs.replace(present.secrets, former_keys=former)
    replaced = {secret.kind for secret in added if secret.kind != "passkey"} | set(removed)
    verifiers = {} if before is None else {entry.wrap_id: entry.verifier for entry in before.entries}
    ways = [way for way in present.keyset.ways if not {way.kind, way.wrap_id} & replaced]
    if len(ways) + len(added) > WAYS_MAX:
        raise AutusError("TOO_MANY_WAYS", f"at most {WAYS_MAX} ways in", limit=WAYS_MAX)
    for secret in added:
        passkey = await _name_passkey(crypto, opened.account_key, secret.passkey)
        way = await make_way(crypto, secret.kind, secret.kek, secret.kdf, roster.identity, passkey)
        ways.append(way)
        verifiers[way.wrap_id] = passkey_verifier(passkey) if passkey else verifier_of(secret.auth_key)
    sealed = await seal_to_ways(crypto, ways, roster.identity, epoch, opened)
    content = WaysContent(
        epoch=epoch,
        account_key_id=account_key_id(opened.account_key, roster.identity, epoch),
        signing_key=await crypto.ed25519_public(opened.signing_seed),
        device=by or device.record.device,
        entries=tuple(way_entry(way, verifiers[way.wrap_id]) for way in sealed),
    )
    statement = await _sign(device, present, content, revocation)
    after = await extend_roster(crypto, roster, [statement])
    outline = msgspec.structs.replace(
        next_keyset(present.keyset),
        wraps=(),
        epoch=epoch,
        ways=sealed,
        devices=await seal_to_devices(crypto, after, epoch, opened.account_key),
    )
    keyset = await seal_keyset(crypto, opened.account_key, outline, secrets)
    return Change(statement, keyset, after, opened.account_key, secrets)


async def _sign(
    device: Device, present: Present, content: WaysContent, revocation: Revocation | None
) -> SignedStatement:
    crypto, seed, time_ms = device.host.crypto, present.opened.signing_seed, stamp_ms(device.host)
    if revocation is None:
        return await sign_ways(crypto, seed, present.roster, content, time_ms)
    revoke = RevokeContent(
        **msgspec.structs.asdict(content), revoked=revocation.device, heads=revocation.heads
    )
    return await sign_revoke(crypto, seed, present.roster, revoke, time_ms)


async def _name_passkey(crypto: DeviceCrypto, account_key: bytes, new: NewPasskey | None) -> Passkey | None:
    if new is None:
        return None
    label = await seal_label(crypto, account_key, new.credential, new.label)
    return Passkey(new.credential, new.public_key, new.user, label)


async def send_change(
    device: Device,
    expected: Keyset,
    change: Change,
    statements: tuple[SignedStatement, ...],
    *,
    end_sessions: bool,
    proof: PasskeyAssertion | None = None,
) -> bool:
    """Whether the server has taken the change. It does not if it has another keyset than `expected`, or
    another roster head. `proof` is the answer of a passkey that the change adds.
    """
    request = WaysChange(
        expected_version=expected.version,
        keyset=change.keyset,
        statements=statements,
        end_sessions=end_sessions,
        proof=proof,
    )
    try:
        await device.server.change_ways(request)
    except Refused as refused:
        if refused.code in _MOVED:
            return False
        raise
    return True
