"""Writes ways-v2.json: an account with a password, a code, without its second device; and with a passkey.

python -m tests.vectors.make_ways_vectors > tests/vectors/ways-v2.json
"""

from __future__ import annotations

import asyncio
import json
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from client.terminal.crypto import NativeCrypto
from shared.crypto.hpke import x25519_publics
from shared.device.account.way_opening import open_with_code
from shared.device.account.ways_change import (
    NO_KEYSET,
    Change,
    NewPasskey,
    Present,
    Revocation,
    WaySecret,
    prepare_change,
    secret_of_code,
    secret_of_master_key,
)
from shared.vault.epochs import vault_key
from shared.vault.keys import Secrets, VaultSecret
from shared.vault.passkeys import PRF_INPUT, PasskeyLabel, passkey_kek
from shared.vault.recovery_code import parse_recovery_code
from shared.vault.roster import Roster, extend_roster, sign_enrol
from shared.vault.roster_statements import RevokedHead
from shared.vault.ways import OpenedWay
from shared.wire.accounts import KdfParams
from shared.wire.encoding import encode

CODE = "123453 234569 345673 456782 567897 678909 789018 890122"


def fixed(name: str) -> bytes:
    return sha256(f"autus ways {name}".encode()).digest()


CREDENTIAL = NewPasskey(
    fixed("credential"), fixed("public key") * 3, fixed("user"), PasskeyLabel("열쇠고리", "Mina")
)


class Stream:
    """Random bytes that are always the same. The first ones are the keys of the next change."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, size: int) -> bytes:
        self.drawn += 1
        return b"".join(fixed(f"{self.drawn} {part}") for part in range(size // 32 + 1))[:size]


async def make() -> dict[str, Any]:
    crypto = NativeCrypto({}, Stream())
    seed, account_key, half = fixed("identity"), fixed("account key"), fixed("half")
    identity, public = await crypto.ed25519_public(seed), await crypto.ed25519_public(fixed("device"))
    (half_public,) = await x25519_publics(crypto, [half])
    enrolled = await sign_enrol(crypto, seed, Roster(identity), public, half_public, bytes(40), 1_000)
    roster = await extend_roster(crypto, Roster(identity), [enrolled])
    kdf = KdfParams(salt=fixed("salt")[:16], memory_kib=32 * 1024, iterations=3, lanes=1)
    secrets = Secrets(vaults={"0" * 32: VaultSecret(keys={1: fixed("vault key")}, name="목표")})
    device: Any = SimpleNamespace(
        host=SimpleNamespace(crypto=crypto, now_ms=lambda: 2_000),
        record=SimpleNamespace(device=sha256(public).digest()[:16]),
    )
    first = await prepare_change(
        device,
        Present(roster, NO_KEYSET, OpenedWay(account_key, seed), secrets),
        [secret_of_master_key(fixed("master key"), kdf)],
    )
    second = await prepare_change(
        device,
        Present(first.roster, first.keyset, OpenedWay(account_key, seed), secrets),
        [secret_of_code(parse_recovery_code(CODE))],
    )
    kept = await open_with_code(crypto, second.keyset, second.roster, parse_recovery_code(CODE))
    heads = (RevokedHead(fixed("vault")[:16], fixed("generation")[:16], 7, fixed("head"), 3),)
    other = await crypto.ed25519_public(fixed("other device"))
    joined = await sign_enrol(crypto, kept.signing_seed, second.roster, other, half_public, bytes(40), 3_000)
    third = await prepare_change(
        device,
        Present(await extend_roster(crypto, second.roster, [joined]), second.keyset, kept, second.secrets),
        [],
        revocation=Revocation(sha256(other).digest()[:16], heads),
    )
    with_passkey = await prepare_change(
        device,
        Present(first.roster, first.keyset, OpenedWay(account_key, seed), secrets),
        [WaySecret("passkey", passkey_kek(fixed("prf"), identity), None, b"", CREDENTIAL)],
    )
    return {
        "identity": identity.hex(),
        "master_key": fixed("master key").hex(),
        "recovery_code": CODE,
        "device": device.record.device.hex(),
        "half": half.hex(),
        "enrol": shown(enrolled),
        "first": outcome(first),
        "second": outcome(second),
        "other_enrol": shown(joined),
        "third": outcome(third),
        "vault": heads[0].vault.hex(),
        "vault_keys": {
            str(epoch): vault_key(key, heads[0].vault, epoch).hex()
            for epoch, key in ((2, second.account_key), (3, third.account_key))
        },
        "prf_input": PRF_INPUT.hex(),
        "prf": fixed("prf").hex(),
        "credential": CREDENTIAL.credential.hex(),
        "passkey": outcome(with_passkey),
    }


def shown(signed: Any) -> dict[str, str]:
    return {"statement": signed.statement.hex(), "signature": signed.signature.hex()}


def outcome(change: Change) -> dict[str, Any]:
    assert change.roster.ways is not None
    return {
        "ways": shown(change.statement),
        "keyset": encode(change.keyset).hex(),
        "account_key": change.account_key.hex(),
        "account_key_id": change.roster.ways.account_key_id.hex(),
        "signing_key": change.roster.ways.signing_key.hex(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(make()), indent=1) + "\n")
