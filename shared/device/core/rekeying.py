"""The vaults and the keys that a keyset brings to a device."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from shared.device.core.host import Host
from shared.device.core.records import AWAY, VaultMeta, meta_record, seal_secrets
from shared.device.core.vault import Vault
from shared.vault.epochs import account_keys, with_first_key, with_later_keys
from shared.vault.keys import Secrets, VaultSecret
from shared.vault.roster import Roster


class Rekeyed(NamedTuple):
    """The vaults that a keyset brings, the keys that change, and the records of both."""

    found: list[Vault]
    changed: list[tuple[Vault, VaultSecret]]
    puts: list[tuple[str, bytes]]

    def use(self, vaults: dict[bytes, Vault]) -> None:
        """Continues with the vaults and keys, which are durable."""
        vaults.update({vault.id: vault for vault in self.found})
        for vault, secret in self.changed:
            vault.set_secret(secret)


async def rekey(
    host: Host,
    vaults: Mapping[bytes, Vault],
    deleted: Container[bytes],
    roster: Roster,
    account_key: bytes,
    secrets: Secrets,
) -> Rekeyed:
    """The vaults of `secrets` that are not among `vaults`, and the keys of all epochs of the others.

    The server calls those of `deleted` deleted.
    """
    keys = account_keys(roster.identity, roster.ways, secrets, account_key)
    missing = {
        vault: secret
        for vault, secret in ((bytes.fromhex(key), secret) for key, secret in secrets.vaults.items())
        # Nothing of a deleted vault can arrive. If the server lists it again, so will this.
        if vault not in vaults and not (vault.hex() in secrets.deleted and vault in deleted)
    }
    found = await _build_vaults(host, roster.identity, missing, keys)
    changed: list[tuple[Vault, VaultSecret]] = []
    for vault in vaults.values():
        if vault.meta.identity != roster.identity or vault.meta.demo:
            continue
        secret = secrets.vaults.get(vault.id.hex(), with_first_key(vault.secret))
        wanted = with_later_keys(secret, vault.id, keys, vault.secret)
        if wanted != vault.secret:
            changed.append((vault, wanted))
    sealed = [(vault.id, vault.secret) for vault in found]
    sealed += [(vault.id, secret) for vault, secret in changed]
    puts = await seal_secrets(host.crypto, sealed)
    return Rekeyed(found, changed, puts + [meta_record(vault.id, vault.meta) for vault in found])


async def _build_vaults(
    host: Host, identity: bytes, missing: Mapping[bytes, VaultSecret], keys: Mapping[int, bytes]
) -> list[Vault]:
    """The vaults without any commit yet. Detached vaults are left out."""
    ids = list(missing)
    away = await host.store.get([AWAY + vault.hex() for vault in ids]) if ids else []
    meta = VaultMeta(identity, demo=False, head=b"", commits=0, count=0, seq=0, waiting=0)
    return [
        Vault(host, vault, meta, with_later_keys(missing[vault], vault, keys))
        for vault, record in zip(ids, away, strict=True)
        if record is None
    ]
