"""Two receipts of a server that contradict each other: kept, exported, and checked with its public key."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.terminal.crypto import NativeCrypto
from shared.device.core.records import PROOF
from shared.device.sync import receipt_proofs
from shared.errors import AutusError
from shared.sync.receipt_proof import ReceiptProof, check_proof, find_contradiction, read_proof, write_proof
from shared.wire.pushes import Receipt
from tests.lies.attacks import ATTACKS, FORK
from tests.shared.chain.histories import run
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile

replace = msgspec.structs.replace
VERIFIER = NativeCrypto({})


async def proofs(lab: Lab, device: Profile) -> list[Document]:
    found: list[Document] = (await lab.ok(device, "data_status"))["proofs"]
    return found


async def exported(lab: Lab, device: Profile) -> ReceiptProof:
    (kept,) = await proofs(lab, device)
    answer = await lab.ok(device, "export_receipt_proof", proof=kept["id"])
    return read_proof(answer["text"].encode())


async def forked() -> tuple[Lab, Profile, Profile, str]:
    """B has a receipt of a history that A never sees. Then the server shows B that of A."""
    lab, a, b, vault = await two_devices()
    lab.liar.begin(FORK)
    await lab.commit(b, vault, "for B only")
    assert await lab.sync_error(b, vault) is None
    lab.liar.stop()
    await lab.commit(a, vault, "for A only")
    await lab.ok(a, "sync")
    return lab, a, b, vault


@pytest.mark.parametrize("further", [0, 1])
@play
async def test_a_fork_leaves_a_proof_that_the_public_key_checks(further: int) -> None:
    lab, a, b, vault = await forked()
    for number in range(further):
        await lab.commit(a, vault, f"more {number}")
        await lab.ok(a, "sync")
    for _ in range(2):
        assert (await lab.sync_error(b, vault) or {})["code"] == "SERVER_FORKED"
    proof = await exported(lab, b)
    assert proof.receipt_key == lab.server.public
    assert proof.vault.hex() == vault
    expected = "does_not_follow" if further else "same_number"
    assert await check_proof(lab.crypto, proof) == expected
    assert (await proofs(lab, b))[0]["contradiction"] == expected
    # It says nothing that is not in the two receipts.
    assert len(write_proof(proof)) < 2_000


@play
async def test_a_proof_outlives_restarts_the_goal_and_the_account_and_the_device_heals() -> None:
    lab, a, b, vault = await forked()
    await lab.sync_error(b, vault)
    proof = await exported(lab, b)
    # An honest operator takes over: a new generation, to which both persons agree.
    lab.server.restore(lab.server.backup(), honest=True)
    for device in (b, a, b):
        await lab.agree(device)
    assert set(await lab.labels(a, vault)) == {"for A only", "for B only", "a1"}
    await lab.restart(b)
    assert await exported(lab, b) == proof
    await lab.ok(b, "delete_vault", vault=vault, where="device")
    await lab.ok(b, "leave_account")
    assert await exported(lab, b) == proof
    assert [key for key in b.records if vault in key] == [key for key in b.records if key.startswith(PROOF)]


@pytest.mark.parametrize("name", ["an older history", "a receipt that follows another", "a goal held back"])
@play
async def test_what_the_server_has_not_signed_is_no_proof(name: str) -> None:
    lab, a, b, vault = await two_devices()
    for number in range(3):
        await lab.commit(a, vault, f"more {number}")
        await lab.ok(a, "sync")
    lab.liar.begin(ATTACKS[name])
    assert await lab.sync_error(b if name != "an older history" else a, vault) is not None
    for device in (a, b):
        assert await proofs(lab, device) == []


@play
async def test_a_signed_receipt_that_follows_another_is_a_proof() -> None:
    lab, a, b, vault = await two_devices()
    for number in range(2):
        await lab.commit(a, vault, f"more {number}")
        await lab.ok(a, "sync")
    lab.liar.begin(ATTACKS["a signed receipt that follows another"])
    assert (await lab.sync_error(b, vault) or {})["code"] == "SERVER_FORKED"
    assert await check_proof(lab.crypto, await exported(lab, b)) == "does_not_follow"


@play
async def test_the_proofs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_proofs, "PROOFS_MAX", 0)
    lab, _, b, vault = await forked()
    assert (await lab.sync_error(b, vault) or {})["code"] == "SERVER_FORKED"
    assert await proofs(lab, b) == []
    assert await lab.code(b, "export_receipt_proof", proof=f"{'0' * 32}-{'0' * 32}-1") == "NO_SUCH_PROOF"


def proof_of_a_fork() -> ReceiptProof:
    found: list[ReceiptProof] = []

    @play
    async def make() -> None:
        lab, _, b, vault = await forked()
        await lab.sync_error(b, vault)
        found.append(await exported(lab, b))

    make()
    return found[0]


def refused(proof: ReceiptProof) -> bool:
    with pytest.raises(AutusError) as refusal:
        run(check_proof(VERIFIER, proof))
    return refusal.value.code == "BAD_PROOF"


def test_a_changed_proof_proves_nothing() -> None:
    proof = proof_of_a_fork()
    assert run(check_proof(VERIFIER, replace(proof, one=proof.other, other=proof.one))) == "same_number"
    assert refused(replace(proof, other=proof.one))
    assert refused(replace(proof, vault=bytes(16)))
    assert refused(replace(proof, receipt_key=bytes(31) + b"\1"))
    for field, value in {
        "generation": bytes(16),
        "number": proof.one.number + 1,
        "head": bytes(32),
        "commits": proof.one.commits + 1,
        "previous": None,
        "level": "replay",
        "time_ms": proof.one.time_ms + 1,
        "signature": bytes(64),
    }.items():
        assert refused(replace(proof, one=replace(proof.one, **{field: value}))), field


def test_only_a_document_of_the_form_is_read() -> None:
    text = write_proof(proof_of_a_fork())
    document = json.loads(text)
    one, other = document["receipts"]
    for changed in (
        [],
        {},
        {**document, "format": "autus/receipt-proof/v2"},
        {**document, "more": 1},
        {**document, "vault": document["vault"].upper() + "0"},
        {**document, "receipts": [one]},
        {**document, "receipts": [one, other, one]},
        {**document, "receipts": [one, {**other, "number": 0}]},
        {**document, "receipts": [one, {**other, "signature": other["signature"][2:]}]},
        {**document, "receipts": [one, {**other, "more": 1}]},
    ):
        with pytest.raises(AutusError, match="BAD_PROOF"):
            read_proof(json.dumps(changed).encode())
    for broken in (b"", b"[" * 50_000, text.encode()[:-9], text.encode() * 20, b"\xff" + text.encode()):
        with pytest.raises(AutusError, match="BAD_PROOF"):
            read_proof(broken)


receipts = st.builds(
    Receipt,
    generation=st.sampled_from([b"g" * 16, b"h" * 16]),
    number=st.integers(1, 4),
    head=st.binary(min_size=32, max_size=32),
    commits=st.integers(0, 2**53 - 1),
    previous=st.none() | st.binary(min_size=32, max_size=32),
    level=st.sampled_from(["links", "replay"]),
    time_ms=st.integers(0, 2**53 - 1),
    signature=st.binary(min_size=64, max_size=64),
)


@given(receipts, receipts)
def test_a_document_says_the_same_and_the_order_of_two_receipts_does_not_matter(one, other):
    proof = ReceiptProof(b"k" * 32, b"v" * 16, one, other)
    assert read_proof(write_proof(proof).encode()) == proof
    contradiction = find_contradiction(b"v" * 16, one, other)
    assert find_contradiction(b"v" * 16, other, one) == contradiction
    if one.generation != other.generation or abs(one.number - other.number) > 1:
        assert contradiction is None
    assert find_contradiction(b"v" * 16, one, replace(one, signature=bytes(64))) is None
