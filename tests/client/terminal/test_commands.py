"""The commands about proofs, as a person calls them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from client.terminal.__main__ import main
from client.terminal.crypto import NativeCrypto
from client.terminal.store import SqliteStore
from shared.crypto.hashing import fingerprint
from shared.device.core.records import encode, proof_key
from shared.sync.certificate import receipt_hash, receipt_message
from shared.sync.receipt_proof import ReceiptProof, write_proof
from shared.wire.pushes import Receipt

CRYPTO = NativeCrypto({})
SEED, VAULT, GENERATION = b"s" * 32, b"v" * 16, b"g" * 16
KEY = asyncio.run(CRYPTO.ed25519_public(SEED))


def receipt(number: int, head: bytes, previous: bytes | None = None) -> Receipt:
    unsigned = Receipt(GENERATION, number, head, 7, previous, "links", 1_700_000_000_000, bytes(64))
    signature = asyncio.run(CRYPTO.ed25519_sign(SEED, receipt_message(VAULT, unsigned)))
    return msgspec.structs.replace(unsigned, signature=signature)


SAME_NUMBER = ReceiptProof(KEY, VAULT, receipt(3, b"1" * 32), receipt(3, b"2" * 32))
DOES_NOT_FOLLOW = ReceiptProof(KEY, VAULT, receipt(4, b"1" * 32, b"p" * 32), receipt(3, b"2" * 32))


def saved(folder: Path, proof: ReceiptProof) -> str:
    path = folder / "proof.json"
    path.write_text(write_proof(proof), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("proof", "said"),
    [(SAME_NUMBER, "two different receipts for upload 3"), (DOES_NOT_FOLLOW, "another receipt before it")],
)
def test_a_proof_is_checked_without_an_account(
    proof: ReceiptProof, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, shown = saved(tmp_path, proof), fingerprint(KEY)
    for more in ([], ["--key", shown], ["--key", shown.replace(" ", "").upper()]):
        assert main(["check-proof", path, *more]) == 0
        told = capsys.readouterr().out
        assert told.startswith("The proof holds.\n")
        assert said in told
        assert shown in told
        assert VAULT.hex() in told


def test_what_proves_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = SAME_NUMBER.one, SAME_NUMBER.other
    follows = receipt(4, b"3" * 32, receipt_hash(VAULT, one))
    for proof in (
        msgspec.structs.replace(SAME_NUMBER, other=one),
        msgspec.structs.replace(SAME_NUMBER, other=follows),
        msgspec.structs.replace(SAME_NUMBER, other=msgspec.structs.replace(other, signature=bytes(64))),
    ):
        assert main(["check-proof", saved(tmp_path, proof)]) == 1
        assert capsys.readouterr().err.startswith("BAD_PROOF: ")
    assert main(["check-proof", saved(tmp_path, SAME_NUMBER), "--key", "0777 0ac8"]) == 1
    assert "another key" in capsys.readouterr().err
    (tmp_path / "large").write_bytes(b" " * 100_000)
    for path in (tmp_path / "none", tmp_path, tmp_path / "large"):
        assert main(["check-proof", str(path)]) == 1
        assert capsys.readouterr().err.startswith("BAD_PROOF: ")


def test_a_device_saves_its_proofs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, target = tmp_path / "device", tmp_path / "files"
    folder.mkdir()
    target.mkdir()
    store = SqliteStore(folder / "device.sqlite")
    store.close()
    assert main(["proofs", str(folder), "--to", str(target)]) == 0
    assert capsys.readouterr().out == "This device has no proof.\n"
    store = SqliteStore(folder / "device.sqlite")
    asyncio.run(store.write([(proof_key(VAULT, GENERATION, 3), encode(SAME_NUMBER))]))
    # Another process has the device.
    assert main(["proofs", str(folder), "--to", str(target)]) == 1
    assert capsys.readouterr().err.startswith("STORAGE_FAILED: ")
    store.close()
    assert main(["proofs", str(folder), "--to", str(target)]) == 0
    (path,) = capsys.readouterr().out.split()
    assert main(["check-proof", path]) == 0
    assert main(["proofs", str(folder), "--to", str(tmp_path / "none")]) == 1
    assert main(["proofs", str(tmp_path / "none")]) == 1
