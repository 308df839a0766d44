"""Wraps of the first format, which no device makes any more."""

from __future__ import annotations

from shared.crypto.ciphers import Sealer
from shared.wire.accounts import KdfParams, Wrap
from shared.wire.encoding import encode


async def make_wrap(
    crypto: Sealer, kek: bytes, kdf: KdfParams, identity: bytes, account_key: bytes, identity_seed: bytes
) -> Wrap:
    """Account key and identity seed sealed under `kek`, each bound to the rest of the wrap."""
    wrap_id, first, second = crypto.random(16), crypto.random(12), crypto.random(12)
    parameters = [kdf.salt, kdf.memory_kib, kdf.iterations, kdf.lanes]
    bound = ["autus/v1/wrap", "password", wrap_id, parameters, identity]
    sealed = await crypto.aes_seal(
        [
            (kek, first, account_key, encode([*bound, "account_key"])),
            (kek, second, identity_seed, encode([*bound, "identity_seed"])),
        ]
    )
    return Wrap(
        kind="password",
        wrap_id=wrap_id,
        kdf=kdf,
        account_key=first + sealed[0],
        identity_seed=second + sealed[1],
    )
