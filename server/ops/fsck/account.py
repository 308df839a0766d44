"""The check of one account: its name, roster, devices, keyset and ways in."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from server.confusables import skeleton_of
from server.crypto import SIGNATURE_VERIFIER
from server.ops.fsck.findings import Finding, Kind
from server.sessions.passwords import hash_of_verifier
from server.store.inspection import StoredAccount
from server.store.rows import owner_of
from shared.errors import AutusError
from shared.vault.passkeys import passkey_ways
from shared.vault.roster import Roster, verify_roster
from shared.vault.ways import has_foreign_seals, require_keyset_of
from shared.wire.accounts import Keyset, SignedStatement
from shared.wire.decoding import Limits, msgpack_decoder
from shared.wire.limits import KEYSET_BYTES_MAX, STATEMENT_BYTES_MAX

_decode_keyset = msgpack_decoder(Keyset, Limits(2 * KEYSET_BYTES_MAX))
_decode_statement = msgpack_decoder(SignedStatement, Limits(2 * STATEMENT_BYTES_MAX))


async def check_account(account: StoredAccount) -> tuple[Roster | None, list[Finding]]:
    """The verified roster, and everything that is wrong with the account.

    Without a roster its vaults cannot be checked.
    """
    found: list[tuple[Kind, str]] = list(_wrong_name(account))
    roster = None
    positions = [position for position, _ in account.statements]
    try:
        if positions != list(range(len(positions))):
            raise AutusError("BAD_STATEMENT", "a statement is missing")
        statements = [_decode_statement(each) for _, each in account.statements]
        roster = await verify_roster(SIGNATURE_VERIFIER, account.identity, statements)
    except (AutusError, msgspec.MsgspecError) as error:
        found.append(("roster", str(error)))
    if roster is not None:
        found += [*_wrong_roster(account, roster), *_wrong_keyset(account, roster)]
    return roster, [Finding(kind, detail, account.owner) for kind, detail in found]


def _wrong_name(account: StoredAccount) -> Iterator[tuple[Kind, str]]:
    if account.owner != owner_of(account.identity):
        yield "account", "its rows are not under its owner"
    if account.names != [(account.name, skeleton_of(account.name))]:
        yield "name", "the table of names does not have its name and skeleton"


def _wrong_roster(account: StoredAccount, roster: Roster) -> Iterator[tuple[Kind, str]]:
    if account.roster_head != roster.head:
        yield "roster", "its head is not the newest statement"
    if account.devices != {device: entry.public for device, entry in roster.devices.items()}:
        yield "device", "the table of devices does not have those of the roster"
    verifiers = {} if roster.ways is None else {each.kind: each.verifier for each in roster.ways.entries}
    password, recovery = verifiers.get("password"), verifiers.get("recovery")
    if password is not None and account.auth_hash != hash_of_verifier(password):
        yield "account", "the hash of its password is not the one that the roster names"
    if account.recovery_verifier != recovery:
        yield "account", "the verifier of its recovery code is not the one that the roster names"
    if account.epoch != (0 if roster.ways is None else roster.ways.epoch):
        yield "account", "its epoch is not that of the roster"


def _wrong_keyset(account: StoredAccount, roster: Roster) -> Iterator[tuple[Kind, str]]:
    try:
        keyset = _decode_keyset(account.keyset)
        require_keyset_of(roster, keyset)
    except (AutusError, msgspec.MsgspecError) as error:
        yield "keyset", str(error)
        return
    if keyset.version != account.keyset_version:
        yield "keyset", "its version is not the one that the account names"
    if has_foreign_seals(keyset, roster.devices):
        yield "keyset", "it seals its account key to a device outside of the roster"
    known = {passkey.credential: passkey.public_key for _, passkey in passkey_ways(keyset.ways)}
    if account.passkeys.keys() != account.credentials:
        yield "passkey", "the table of credentials does not have those of its passkeys"
    if any(known.get(credential) != public for credential, public in account.passkeys.items()):
        yield "passkey", "the table of passkeys has another one than the keyset"
