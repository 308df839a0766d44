"""Lies that need more than one answer: old databases, two histories, commits of a lying device.

`test_lying_server.py` has the attacks that one answer makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as replace_fields

import msgspec
import pytest

from shared.chain.replay import make_marker
from shared.crypto.ciphers import Sealer
from shared.errors import AutusError
from shared.kernel import State
from shared.vault import merge as merging
from shared.vault.envelope import KeyRing, SealedCommit, seal_prepared
from shared.vault.merge import MergeParent
from shared.wire.pushes import Receipt
from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.database import StoredVault
from tests.simulation.world import Profile

replace = msgspec.structs.replace
Alter = Callable[[StoredVault], None]


@pytest.fixture(params=["in a round", "pushed first"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every lie meets a device that begins with a round, and one that begins with its push."""
    monkeypatch.setattr(Lab, "pushes_first", request.param == "pushed first")


async def refuses(lab: Lab, device: Profile, vault: str, before: Document) -> Document:
    """The problem that the next round ends in. The device keeps all that it had and still commits."""
    error = await lab.sync_error(device, vault)
    assert error is not None
    for _ in range(2):
        view = await lab.ok(device, "view", vault=vault)
        assert {key: view[key] for key in ("head", "state_hash", "commits")} == {
            key: before[key] for key in ("head", "state_hash", "commits")
        }
        await lab.restart(device)
    assert (await lab.ok(device, "verify", vault=vault))["ok"]
    again = await lab.sync_error(device, vault)
    assert again is not None
    assert again["code"] == error["code"]
    await lab.commit(device, vault, "still working")
    assert "still working" in await lab.labels(device, vault)
    return error


@play
async def test_an_older_database_is_refused() -> None:
    lab, a, _, vault = await two_devices()
    old = lab.server.backup()
    await lab.commit(a, vault, "later")
    await lab.ok(a, "sync")
    own = (await lab.commit(a, vault, "own"))["view"]
    lab.server.restore(old, honest=False)
    assert (await refuses(lab, a, vault, own))["code"] == "SERVER_ROLLED_BACK"


@play
async def test_a_server_that_shows_each_device_another_history_is_caught() -> None:
    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    await lab.commit(a, vault, "for A only")
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=False)
    await lab.commit(b, vault, "for B only")
    await lab.ok(b, "sync")
    before = await lab.ok(a, "view", vault=vault)
    assert (await refuses(lab, a, vault, before))["code"] == "SERVER_FORKED"


@play
async def test_a_body_with_a_false_state_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    own = (await lab.commit(b, vault, "own"))["view"]
    other = lab.vault(a, vault).tip.state

    def lie(t_ms: int, _: State, parents: tuple[str, ...], label: str | None) -> object:
        return make_marker(t_ms, other, parents, label)

    monkeypatch.setattr("shared.device.core.commit_creation.make_marker", lie)
    lying = (await lab.commit(a, vault, "lie"))["commit"]["commit"]
    monkeypatch.undo()
    await lab.ok(a, "sync")
    error = await refuses(lab, b, vault, own)
    assert (error["code"], error["commit"]) == ("REPLAY_MISMATCH", lying)


@play
async def test_another_merge_of_the_same_heads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    await lab.commit(b, vault, "on B")
    await lab.ok(b, "sync")
    await lab.commit(a, vault, "on A")

    async def salted(
        crypto: Sealer, ring: KeyRing, one: MergeParent, other: MergeParent, state: State
    ) -> SealedCommit:
        header, _, body, marker = merging._compose(ring, one, other, state)
        return await seal_prepared(crypto, ring, replace(header, salt=bytes(32)), body, marker)

    monkeypatch.setattr("shared.device.core.history.make_merge", salted)
    await lab.ok(a, "sync")
    monkeypatch.undo()
    before = await lab.ok(b, "view", vault=vault)
    error = await refuses(lab, b, vault, before)
    assert error["code"] == "MERGE_MISMATCH"
    assert error["commit"] == lab.stored(vault).pushes[-1].head.hex()


@play
async def test_a_false_receipt_for_an_own_push_is_refused() -> None:
    lab, a, _, vault = await two_devices()
    lab.server._seed = bytes(32)
    before = (await lab.commit(a, vault, "own"))["view"]
    assert (await lab.sync_error(a, vault) or {})["code"] == "BAD_RECEIPT"
    view = await lab.ok(a, "view", vault=vault)
    assert view["head"] == before["head"]
    assert (await lab.ok(a, "sync_status"))["waiting"] == 1


@play
async def test_a_false_claim_of_used_numbers_rewrites_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, _, vault = await two_devices()
    before = (await lab.commit(a, vault, "own"))["view"]

    async def claim(*_: object) -> Receipt:
        error = AutusError("SEQ_REUSED", "says the server")
        # A field that would become an argument if the client copied it.
        error.fields["self"] = 1
        raise error

    monkeypatch.setattr(lab.server, "_push", claim)
    assert (await lab.sync_error(a, vault) or {})["code"] == "SEQ_REUSED"
    assert (await lab.ok(a, "view", vault=vault))["head"] == before["head"]
    monkeypatch.undo()
    assert await lab.sync_error(a, vault) is None


@play
async def test_a_restored_database_waits_for_the_person_then_gets_what_it_lost() -> None:
    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    await lab.commit(a, vault, "lost by the server")
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=True)
    await lab.commit(a, vault, "own")
    receipts = {key for key in a.records if "/receipt/" in key}
    assert await lab.code(a, "accept_generation") == "NO_NEW_GENERATION"
    status = await lab.ok(a, "sync")
    assert status["needs"] == "generation"
    assert status["error"]["code"] == "NEW_GENERATION"
    status = await lab.ok(a, "accept_generation")
    assert (status["phase"], status["waiting"]) == ("synced", 0)
    await lab.ok(b, "sync")
    await lab.ok(b, "accept_generation")
    assert await lab.labels(b, vault) == ["own", "lost by the server", "a1"]
    assert receipts < {key for key in a.records if "/receipt/" in key}
    # The ended generation is refused.
    lab.server.database.generation = old.generation
    assert (await lab.ok(a, "sync"))["error"]["code"] == "SERVER_ROLLED_BACK"


@play
async def test_a_second_receipt_for_one_number_convicts_the_server() -> None:
    lab, a, b, vault = await two_devices()
    old = lab.server.backup()
    await lab.commit(a, vault, "shown to A")
    await lab.ok(a, "sync")
    lab.server.restore(replace_fields(lab.server.database, vaults=old.vaults), honest=False)
    await lab.commit(b, vault, "shown to B under the same number")
    await lab.ok(b, "sync")
    lab.server.database.generation = bytes(16)
    assert (await lab.ok(a, "sync"))["error"]["code"] == "NEW_GENERATION"
    # The person agrees to go on. The proof is kept, and what the server lost is pushed again.
    assert (await lab.ok(a, "accept_generation"))["phase"] == "synced"
    (proof,) = (await lab.ok(a, "data_status"))["proofs"]
    assert (proof["vault"], proof["contradiction"]) == (vault, "same_number")
    labels = await lab.labels(a, vault)
    assert {"shown to A", "shown to B under the same number"} < set(labels)


@play
async def test_a_goal_that_the_restored_database_never_had_is_pushed_again() -> None:
    lab, a, _, _ = await two_devices()
    later = (await lab.ok(a, "create_vault", title="Later"))["vault"]
    old = lab.server.backup()
    await lab.ok(a, "sync")
    lab.server.restore(old, honest=True)
    assert (await lab.ok(a, "sync"))["error"]["code"] == "NEW_GENERATION"
    await lab.ok(a, "accept_generation")
    assert await lab.sync_error(a, later) is None
    assert lab.stored(later).pushes
