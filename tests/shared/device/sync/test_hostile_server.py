"""A lying server: each lie has its code, and the device keeps and continues its own work."""

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
from shared.wire.accounts import KdfParams
from shared.wire.pushes import Receipt, StoredPush, decode_commits, encode_commits
from tests.shared.device.lab import NAME, PASSWORD, Document, Lab, play, two_devices
from tests.simulation.server import StoredVault
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


def alter_commits(change: Callable[[list[tuple[bytes, bytes]]], None]) -> Alter:
    def alter(stored: StoredVault) -> None:
        push = stored.pushes[-1]
        commits = decode_commits(push.commits)
        change(commits)
        stored.pushes[-1] = replace(push, commits=encode_commits(commits))

    return alter


def alter_push(change: Callable[[StoredPush], StoredPush]) -> Alter:
    def alter(stored: StoredVault) -> None:
        stored.pushes[-1] = change(stored.pushes[-1])

    return alter


def flip(index: int) -> Callable[[list[tuple[bytes, bytes]]], None]:
    def change(commits: list[tuple[bytes, bytes]]) -> None:
        header, ciphertext = commits[index]
        commits[index] = header, ciphertext[:30] + bytes([ciphertext[30] ^ 1]) + ciphertext[31:]

    return change


def swap(commits: list[tuple[bytes, bytes]]) -> None:
    commits[0], commits[1] = commits[1], commits[0]


def withhold(stored: StoredVault) -> None:
    """Shows the newest receipt without its push."""
    stored.pushes[2] = replace(stored.pushes[3], receipt=stored.pushes[3].receipt)
    del stored.pushes[3]


def another_receipt(**fields: object) -> Alter:
    return alter_push(lambda push: replace(push, receipt=replace(push.receipt, **fields)))


def another_certificate(**fields: object) -> Alter:
    return alter_push(lambda push: replace(push, certificate=replace(push.certificate, **fields)))


LIES: dict[str, tuple[Alter, set[str]]] = {
    "a byte of a commit flipped": (alter_commits(flip(1)), {"UNKNOWN_PARENT"}),
    "a byte of the head flipped": (alter_commits(flip(-1)), {"HEAD_MISMATCH"}),
    "a commit removed": (alter_commits(lambda commits: commits.pop(1)), {"UNKNOWN_PARENT"}),
    "the head removed": (alter_commits(lambda commits: commits.pop()), {"HEAD_MISMATCH"}),
    "two commits swapped": (alter_commits(swap), {"UNKNOWN_PARENT"}),
    "a push held back": (withhold, {"PUSH_GAP"}),
    "a receipt's signature": (another_receipt(signature=bytes(64)), {"BAD_RECEIPT"}),
    "a receipt of another number": (another_receipt(number=9), {"PUSH_GAP"}),
    "a receipt for other commits": (another_receipt(commits=99), {"BAD_RECEIPT"}),
    "a receipt that follows another": (another_receipt(previous=bytes(32)), {"SERVER_FORKED"}),
    "a certificate's signature": (another_certificate(signature=bytes(64)), {"BAD_CERTIFICATE"}),
    "a certificate's count": (another_certificate(count=2), {"BAD_CERTIFICATE"}),
    "an unknown signer": (another_certificate(device=bytes(16)), {"UNKNOWN_SIGNER"}),
    "an unknown roster": (another_certificate(roster_head=bytes(32)), {"UNKNOWN_SIGNER"}),
    "another base": (alter_push(lambda push: replace(push, base=bytes(32))), {"SERVER_FORKED"}),
}


@pytest.mark.parametrize("lie", LIES)
@play
async def test_an_altered_push_is_refused(lie: str) -> None:
    alter, codes = LIES[lie]
    lab, a, b, vault = await two_devices()
    own = (await lab.commit(b, vault, "own"))["view"]
    for number in range(4):
        await lab.commit(a, vault, f"before {number}")
    await lab.ok(a, "sync")
    for number in range(4):
        await lab.commit(a, vault, f"after {number}")
    await lab.ok(a, "sync")
    # The altered push comes next.
    last = lab.stored(vault).pushes.pop() if lie != "a push held back" else None
    alter(lab.stored(vault))
    if last is not None:
        lab.stored(vault).pushes.append(last)
    assert (await refuses(lab, b, vault, own))["code"] in codes


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
async def test_a_goal_missing_from_the_list_is_noticed() -> None:
    lab, a, _, vault = await two_devices()
    before = await lab.ok(a, "view", vault=vault)
    del lab.server.database.vaults[bytes.fromhex(vault)]
    assert (await refuses(lab, a, vault, before))["code"] == "SERVER_ROLLED_BACK"


def older_keyset(lab: Lab) -> None:
    keyset = lab.server.database.keyset
    assert keyset is not None
    lab.server.database.keyset = replace(keyset, version=keyset.version - 1)


def altered_keyset(lab: Lab) -> None:
    keyset = lab.server.database.keyset
    assert keyset is not None
    lab.server.database.keyset = replace(keyset, sealed_secrets=keyset.sealed_secrets[:-1] + b"\0")


def newer_altered_keyset(lab: Lab) -> None:
    altered_keyset(lab)
    keyset = lab.server.database.keyset
    assert keyset is not None
    lab.server.database.keyset = replace(keyset, version=keyset.version + 1)


def shorter_roster(lab: Lab) -> None:
    lab.server.database.statements.clear()


def another_roster(lab: Lab) -> None:
    statements = lab.server.database.statements
    statements[-1] = replace(statements[-1], signature=bytes(64))


def forged_statement(lab: Lab) -> None:
    statements = lab.server.database.statements
    statements.append(replace(statements[-1], signature=bytes(64)))


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (older_keyset, "SERVER_ROLLED_BACK"),
        (altered_keyset, "SERVER_FORKED"),
        (newer_altered_keyset, "KEYSET_TAMPERED"),
        (shorter_roster, "SERVER_ROLLED_BACK"),
        (another_roster, "SERVER_FORKED"),
        (forged_statement, "BAD_STATEMENT"),
    ],
)
@play
async def test_an_older_or_altered_account_is_refused(lie: Callable[[Lab], None], code: str) -> None:
    lab, _, b, vault = await two_devices()
    own = (await lab.commit(b, vault, "own"))["view"]
    lie(lab)
    error = await refuses(lab, b, vault, own)
    assert error["code"] == code


def weaker_kdf(lab: Lab) -> None:
    keyset = lab.server.database.keyset
    assert keyset is not None
    kdf = KdfParams(salt=keyset.wraps[0].kdf.salt, memory_kib=1024, iterations=1, lanes=1)
    lab.server.database.keyset = replace(keyset, wraps=(replace(keyset.wraps[0], kdf=kdf),))


def another_receipt_key(lab: Lab) -> None:
    lab.server.public = bytes(31) + b"\1"


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        (weaker_kdf, "KDF_TOO_WEAK"),
        (another_receipt_key, "SERVER_KEY_CHANGED"),
        (older_keyset, "SERVER_ROLLED_BACK"),
        (altered_keyset, "SERVER_FORKED"),
        (shorter_roster, "SERVER_ROLLED_BACK"),
    ],
)
@play
async def test_a_second_log_in_refuses_a_changed_account(lie: Callable[[Lab], None], code: str) -> None:
    lab, _, b, vault = await two_devices()
    await lab.ok(b, "logout")
    own = (await lab.commit(b, vault, "own"))["view"]
    lie(lab)
    before = dict(b.records)
    refused = await lab.code(b, "login", name=NAME, password=PASSWORD, device_name="B", adopt=False)
    assert refused == code
    assert b.records == before
    assert (await lab.ok(b, "view", vault=vault))["head"] == own["head"]
    await lab.commit(b, vault, "still working")


@pytest.mark.parametrize("lie", [newer_altered_keyset, another_receipt_key])
@play
async def test_a_first_log_in_refuses_an_altered_account(lie: Callable[[Lab], None]) -> None:
    lab, _, _, _ = await two_devices()
    c = await lab.device("C")
    before = dict(c.records)
    lie(lab)
    code = await lab.code(c, "login", name=NAME, password=PASSWORD, device_name="C", adopt=True)
    assert code in {"KEYSET_TAMPERED", "SERVER_KEY_CHANGED"}
    assert c.records == before


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
    status = await lab.ok(a, "accept_generation")
    assert status["vaults"][0]["error"]["code"] == "SERVER_FORKED"
    assert "shown to A" in await lab.labels(a, vault)


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
