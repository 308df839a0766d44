"""Keys of vaults by epoch. The first is drawn, the later ones follow from the account key of their epoch.

So nobody can plant the key of an epoch that is to come: not a device that is revoked later, and no server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from shared.crypto.hashing import hkdf
from shared.vault.envelope import VAULT_KEY_BYTES, where
from shared.vault.keys import Secrets, VaultSecret
from shared.vault.roster_statements import WaysEntry
from shared.vault.ways import account_key_id

FIRST_EPOCH: Final = 1
"""That of a vault of a device without an account, and of one in an account that never changed its ways in."""

_VAULT_KEY: Final = b"autus/v2/vault-key"


def vault_key(account_key: bytes, vault: bytes, epoch: int) -> bytes:
    """The key of a vault in an epoch after its first, from the account key of that epoch."""
    return hkdf(account_key, b"", _VAULT_KEY + where(vault, epoch), VAULT_KEY_BYTES)


def account_keys(
    identity: bytes, ways: WaysEntry | None, secrets: Secrets, account_key: bytes
) -> dict[int, bytes]:
    """The account keys by epoch, as far as the roster confirms them. Empty before the first `ways`."""
    if ways is None:
        return {}
    found = {
        epoch: key
        for epoch, key in secrets.former_keys.items()
        if 1 <= epoch < ways.epoch and account_key_id(key, identity, epoch) == ways.account_key_ids[epoch - 1]
    }
    return {**found, ways.epoch: account_key}


def with_later_keys(
    secret: VaultSecret, vault: bytes, keys: Mapping[int, bytes], known: VaultSecret | None = None
) -> VaultSecret:
    """`secret` of a keyset with the keys of the later epochs, which follow from the account keys `keys`.

    Of the keys `known` on this device none is lost, except of epochs that are to come.
    """
    drawn = secret if known is None or min(secret.keys) <= min(known.keys) else known
    first = min(drawn.keys)
    newest = max(keys, default=first)
    before = {} if known is None else {epoch: key for epoch, key in known.keys.items() if epoch <= newest}
    later = {epoch: vault_key(key, vault, epoch) for epoch, key in keys.items() if epoch > first}
    joined = {**before, **later, first: drawn.keys[first]}
    return msgspec.structs.replace(secret, keys=dict(sorted(joined.items())))


def with_first_key(secret: VaultSecret) -> VaultSecret:
    """`secret` as a keyset has it: the later keys follow from the account keys."""
    first = min(secret.keys)
    return msgspec.structs.replace(secret, keys={first: secret.keys[first]})
