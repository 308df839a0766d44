"""The vectors of ways in: made again byte for byte, and opened by every secret."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest

from client.terminal.crypto import NativeCrypto
from shared.device.account.way_opening import open_with_code, open_with_passkey, open_with_password
from shared.errors import AutusError
from shared.vault.epochs import account_keys, vault_key, with_later_keys
from shared.vault.keys import VaultSecret, open_keyset
from shared.vault.passkeys import open_labels, passkey_ways
from shared.vault.recovery_code import parse_recovery_code
from shared.vault.roster import Roster, verify_roster
from shared.vault.ways import kdf_of, open_device_seal
from shared.wire.accounts import Keyset, SignedStatement
from tests.conftest import ROOT
from tests.vectors.make_ways_vectors import make

VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "ways-v2.json").read_bytes())
CRYPTO = NativeCrypto({})
NAMES = ("first", "second", "third")


def signed(shown: dict[str, str]) -> SignedStatement:
    return SignedStatement(bytes.fromhex(shown["statement"]), bytes.fromhex(shown["signature"]))


async def account(*names: str) -> tuple[Roster, Keyset]:
    statements = [signed(VECTORS["enrol"])]
    for name in names:
        statements += [signed(VECTORS["other_enrol"])] if name == "third" else []
        statements.append(signed(VECTORS[name]["ways"]))
    keyset = msgspec.msgpack.decode(bytes.fromhex(VECTORS[names[-1]]["keyset"]), type=Keyset)
    return await verify_roster(CRYPTO, bytes.fromhex(VECTORS["identity"]), statements), keyset


def test_the_same_account_is_made_again() -> None:
    assert asyncio.run(make()) == VECTORS


@pytest.mark.parametrize(
    "names", [NAMES[:1], NAMES[:2], NAMES, ("first", "passkey")], ids=[*NAMES, "passkey"]
)
def test_every_secret_opens_the_same_account(names: tuple[str, ...]) -> None:
    async def opened() -> None:
        roster, keyset = await account(*names)
        expected, ways, kdf = VECTORS[names[-1]], roster.ways, kdf_of(keyset)
        assert ways is not None
        assert kdf is not None
        assert ways.account_key_id.hex() == expected["account_key_id"]
        assert ways.signing_key.hex() == expected["signing_key"]
        master_key, device = bytes.fromhex(VECTORS["master_key"]), bytes.fromhex(VECTORS["device"])
        found = [await open_with_password(CRYPTO, keyset, roster, kdf, master_key)]
        if names[-1] == "passkey":
            credential, prf = bytes.fromhex(VECTORS["credential"]), bytes.fromhex(VECTORS["prf"])
            found.append(await open_with_passkey(CRYPTO, keyset, roster, credential, prf))
            (passkey,) = [each for _, each in passkey_ways(keyset.ways)]
            labels = await open_labels(CRYPTO, [found[0].account_key], [passkey])
            assert labels == {credential: ("열쇠고리", "Mina")}
        elif len(names) > 1:
            digits = parse_recovery_code(VECTORS["recovery_code"])
            found.append(await open_with_code(CRYPTO, keyset, roster, digits))
        for each in found:
            assert each.account_key.hex() == expected["account_key"]
            assert (await CRYPTO.ed25519_public(each.signing_seed)).hex() == expected["signing_key"]
        half = bytes.fromhex(VECTORS["half"])
        sealed = await open_device_seal(CRYPTO, keyset, device, half, roster.identity, ways)
        assert sealed == found[0].account_key
        secrets = await open_keyset(CRYPTO, found[0].account_key, keyset)
        assert [vault.name for vault in secrets.vaults.values()] == ["목표"]
        former = {
            epoch: bytes.fromhex(VECTORS[name]["account_key"]) for epoch, name in enumerate(names[:-1], 1)
        }
        assert secrets.former_keys == former
        keys = account_keys(roster.identity, ways, secrets, found[0].account_key)
        vault, drawn = bytes.fromhex(VECTORS["vault"]), VaultSecret(keys={1: bytes(32)}, name="")
        later = {int(epoch): bytes.fromhex(key) for epoch, key in VECTORS["vault_keys"].items()}
        if names[-1] == "passkey":
            # Another change than the second one: another account key.
            later = {2: vault_key(found[0].account_key, vault, 2)}
        expected_keys = {epoch: key for epoch, key in later.items() if epoch <= len(names)}
        assert with_later_keys(drawn, vault, keys).keys == {1: bytes(32), **expected_keys}

    asyncio.run(opened())


def test_keyset_and_roster_of_two_epochs_do_not_belong_together() -> None:
    async def mixed(names: tuple[str, ...], of: str) -> str:
        roster, _ = await account(*names)
        _, keyset = await account("first", of) if of == "second" else await account(of)
        kdf = kdf_of(keyset)
        assert kdf is not None
        with pytest.raises(AutusError) as refused:
            await open_with_password(CRYPTO, keyset, roster, kdf, bytes.fromhex(VECTORS["master_key"]))
        return refused.value.code

    assert asyncio.run(mixed(("first", "second"), "first")) == "KEYSET_TAMPERED"
    assert asyncio.run(mixed(("first",), "second")) == "KEYSET_TAMPERED"


def test_the_third_statement_revokes_the_second_device() -> None:
    roster, keyset = asyncio.run(account(*NAMES))
    ((device, revoked),) = roster.revoked.items()
    (head,) = revoked.heads.values()
    assert (head.vault.hex(), head.number, head.seq) == (VECTORS["vault"], 7, 3)
    assert set(roster.devices) == {bytes.fromhex(VECTORS["device"])}
    assert device not in {seal.device for seal in keyset.devices}
