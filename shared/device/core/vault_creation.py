"""Creating vaults: first in memory, then durable with all their commits in one write."""

from __future__ import annotations

from collections.abc import Sequence

from shared import kernel
from shared.chain.body import Body
from shared.chain.context import Context, validate_context
from shared.chain.header import Kind, decode_header, vault_id
from shared.chain.replay import make_marker
from shared.device.core.commit_log import CommitLog, build_entry
from shared.device.core.history import load_history
from shared.device.core.host import Host
from shared.device.core.records import DeviceRecord, VaultMeta, seal_secrets
from shared.device.core.vault import Vault
from shared.vault.envelope import KeyRing, Opened, Unsealed, seal
from shared.vault.keys import VaultSecret


async def build_vault(
    host: Host,
    signer: DeviceRecord,
    name: str,
    words: Context,
    t_ms: int,
    *,
    demo: bool,
    rules: str,
    epoch: int,
) -> Vault:
    """A new vault in memory. Its genesis is a fresh commit. `save_new_vault` makes it durable."""
    crypto = host.crypto
    validate_context(words)
    salt = crypto.random(32)
    vault = vault_id(signer.identity, salt)
    secret = VaultSecret(keys={epoch: crypto.random(32)}, name=name, witnessed=False)
    state = kernel.new_state(vault.hex(), rules=rules)
    marker = make_marker(t_ms, state, (), None)
    body = Body(kind="genesis", marker=marker, rules=rules, t_ms=t_ms, v=1)
    item = Unsealed(
        kind=Kind.GENESIS, parents=(), device=signer.device, seq=1, body=body, context=words, salt=salt
    )
    ring = KeyRing(vault, secret.keys)
    (sealed,) = await seal(crypto, ring, [item])
    history = await load_history(crypto, ring, CommitLog(host.store, vault))
    new = build_entry(sealed.id, (sealed.header, sealed.ciphertext), t_ms, words)
    history.add(new, Opened(sealed.id, decode_header(sealed.header), body, words))
    meta = VaultMeta(
        identity=signer.identity, demo=demo, head=sealed.id, commits=1, count=0, seq=1, waiting=1
    )
    founded = Vault(host, vault, meta, secret)
    founded.use_history(history)
    return founded


async def save_new_vault(
    vault: Vault,
    commits: Sequence[bytes],
    meta: VaultMeta,
    *,
    puts: Sequence[tuple[str, bytes]] = (),
    deletes: Sequence[str] = (),
) -> None:
    """Stores the vault with all its commits, genesis first, in one write."""
    history = await vault.history()
    sealed = await seal_secrets(vault.host.crypto, [(vault.id, vault.secret)])
    tip = await history.tip(meta.head)
    await vault.write_commits(
        history.fresh_entries(commits), meta, tip, puts=[*puts, *sealed], deletes=deletes
    )
