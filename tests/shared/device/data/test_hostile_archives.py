"""Lying archives sealed with the right passphrase: refused as a whole, and nothing of them stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from shared.chain.header import commit_id, decode_header, encode_header
from shared.vault import archive as sealed
from shared.vault.keys import new_kdf
from shared.wire.limits import COMMIT_BYTES_MAX
from shared.wire.pushes import WireCommit
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, facts, preview, restore
from tests.simulation.world import Profile

Parts = tuple[sealed.ArchivedGoal, list[WireCommit]]


async def one_goal(commits: int = 3) -> tuple[Lab, Profile, str]:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="Ship it"))["vault"]
    for number in range(commits):
        await lab.commit(device, vault, f"c{number}")
    return lab, device, vault


async def opened(lab: Lab, data: bytes) -> Parts:
    front = sealed.read_front(data)
    key = await sealed.unlock(lab.crypto, PASSPHRASE, front)
    stream = sealed.open_chunks(lab.crypto, key, memoryview(data)[front.start : front.end], checked=True)
    manifest, *records = [record async for record in sealed.read_records(stream)]
    assert isinstance(manifest, sealed.Manifest)
    return manifest.goals[0], [wire for record in records for wire in record.commits]  # type: ignore[union-attr] - those behind the manifest


async def written(lab: Lab, *goals: Parts) -> bytes:
    """An archive of exactly these vaults and commits, valid or not."""
    kdf = new_kdf(lab.crypto)
    head = sealed.write_header(kdf)
    keys = await sealed.archive_keys(lab.crypto, PASSPHRASE, head, kdf)
    writer = sealed.ArchiveWriter(lab.crypto, keys, head)
    records = [sealed.frame(sealed.Manifest(created_ms=1, goals=tuple(goal for goal, _ in goals)))]
    records += [sealed.frame(sealed.Commits(goal.vault, tuple(wires))) for goal, wires in goals]
    return writer.begin() + await writer.add(b"".join(records)) + await writer.finish()


def changed(goal: sealed.ArchivedGoal, **fields: Any) -> sealed.ArchivedGoal:
    return msgspec.structs.replace(goal, **fields)


def with_last(parts: Parts, wire: WireCommit) -> Parts:
    """The archive with another last commit, and a manifest that agrees."""
    goal, wires = parts
    return changed(goal, head=commit_id(*wire)), [*wires[:-1], wire]


def of_a_later_epoch(parts: Parts) -> Parts:
    header, ciphertext = parts[1][-1]
    later = msgspec.structs.replace(decode_header(header), epoch=2)
    return with_last(parts, (encode_header(later), ciphertext))


def of_another_vault(parts: Parts) -> Parts:
    header, ciphertext = parts[1][-1]
    other = msgspec.structs.replace(decode_header(header), vault=bytes(16))
    return with_last(parts, (encode_header(other), ciphertext))


def not_canonical(parts: Parts) -> Parts:
    header, ciphertext = parts[1][-1]
    return with_last(parts, (header.replace(b"\xc4\x20", b"\xc5\x00\x20", 1), ciphertext))


def tampered(parts: Parts) -> Parts:
    header, ciphertext = parts[1][-1]
    return with_last(parts, (header, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])))


LIES: dict[str, tuple[Callable[[Parts], Parts], str]] = {
    "another state": (lambda each: (changed(each[0], state_hash="0" * 64), each[1]), "REPLAY_MISMATCH"),
    "another identity": (lambda each: (changed(each[0], identity=bytes(32)), each[1]), "ARCHIVE_DAMAGED"),
    "another id": (lambda each: (changed(each[0], vault=bytes(16)), each[1]), "ARCHIVE_DAMAGED"),
    "another key": (lambda each: (changed(each[0], keys={1: bytes(32)}), each[1]), "COMMIT_UNREADABLE"),
    "a key more": (
        lambda each: (changed(each[0], keys={**each[0].keys, 2: bytes(32)}), each[1]),
        "ARCHIVE_DAMAGED",
    ),
    "an epoch that is none": (
        lambda each: (changed(each[0], keys={0: bytes(32)}), each[1]),
        "ARCHIVE_DAMAGED",
    ),
    "an earlier end": (lambda each: (changed(each[0], commits=3), each[1][:-1]), "ARCHIVE_DAMAGED"),
    "a commit left out": (lambda each: (each[0], [*each[1][:1], *each[1][2:]]), "ARCHIVE_DAMAGED"),
    "a commit twice": (lambda each: (each[0], [*each[1], each[1][-1]]), "ARCHIVE_DAMAGED"),
    "another order": (lambda each: (each[0], each[1][::-1]), "ARCHIVE_DAMAGED"),
    "a changed text": (tampered, "COMMIT_UNREADABLE"),
    "a later epoch": (of_a_later_epoch, "ARCHIVE_DAMAGED"),
    "a commit of another goal": (of_another_vault, "ARCHIVE_DAMAGED"),
    "a header in a longer form": (not_canonical, "ARCHIVE_DAMAGED"),
    "a commit too large to push": (
        lambda each: with_last(each, (each[1][-1][0], bytes(COMMIT_BYTES_MAX))),
        "ARCHIVE_DAMAGED",
    ),
    "no commits": (lambda each: (each[0], []), "ARCHIVE_DAMAGED"),
}


@pytest.mark.parametrize("lie", LIES)
@play
async def test_a_lying_archive_is_refused_and_leaves_nothing(lie: str) -> None:
    lab, device, vault = await one_goal()
    parts = await opened(lab, await archive(lab, device, vault))
    tell, expected = LIES[lie]
    data = await written(lab, tell(parts))
    empty = await lab.device("B")
    for reader in (empty, device):
        before = dict(reader.records)
        file, answer = await preview(lab, reader, data, passphrase=PASSPHRASE)
        if "ok" in answer:
            goals = [goal["vault"] for goal in answer["ok"]["goals"]]
            answer = await lab.call(reader, "apply_import", file=file, vaults=goals)
        if reader is empty:
            assert answer["error"]["code"] == expected
        assert reader.records == before
    assert (await lab.ok(empty, "boot"))["vaults"] == []
    await lab.commit(device, vault, "goes on")
    assert (await lab.ok(device, "verify", vault=vault))["ok"]


@play
async def test_a_goal_listed_twice_or_not_at_all_is_refused() -> None:
    lab, device, vault = await one_goal()
    goal, wires = await opened(lab, await archive(lab, device, vault))
    for data in (
        await written(lab, (goal, wires), (goal, [])),
        await written(lab, (goal, wires), (changed(goal, vault=bytes(16)), wires)),
    ):
        _, answer = await preview(lab, await lab.device("B"), data, passphrase=PASSPHRASE)
        assert answer["error"]["code"] == "ARCHIVE_DAMAGED"


@play
async def test_a_wrong_key_is_never_kept() -> None:
    """Whoever has the sealed commits (a server) can write an archive of them whose key opens nothing."""
    lab, a, b, vault = await two_devices()
    goal, wires = await opened(lab, await archive(lab, a, vault))
    data = await written(lab, (changed(goal, keys={1: bytes(32)}), wires))
    file, answer = await preview(lab, b, data, passphrase=PASSPHRASE)
    assert [(each["status"], each["code"]) for each in answer["ok"]["goals"]] == [
        ("refused", "KEYSET_CONFLICT")
    ]
    assert await lab.code(b, "apply_import", file=file, vaults=[vault]) == "KEYSET_CONFLICT"
    assert lab.vault(b, vault).secret.keys == goal.keys
    assert await lab.sync_error(b, vault) is None


@play
async def test_commits_of_a_device_outside_the_account_are_rewritten() -> None:
    """A goal goes to a friend's device as an archive and returns with the friend's commits."""
    lab, a, b, vault = await two_devices()
    friend = await lab.device("F")
    await restore(lab, friend, await archive(lab, a, vault))
    await lab.commit(friend, vault, "by the friend")
    await lab.commit(a, vault, "meanwhile")
    await restore(lab, a, await archive(lab, friend, vault))
    await lab.commit(a, vault, "on top")
    assert await lab.sync_error(a, vault) is None
    assert await lab.sync_error(b, vault) is None
    assert await facts(lab, a, vault) == await facts(lab, b, vault)
    assert {"by the friend", "meanwhile", "on top"} <= set(await lab.labels(b, vault))
    for device in (a, b):
        assert (await lab.ok(device, "verify", vault=vault))["ok"]
    assert (await lab.ok(a, "sync"))["waiting"] == 0


@play
async def test_an_archive_begun_before_a_deletion_leaves_no_record() -> None:
    lab, device, vault = await one_goal()
    begun = await lab.ok(device, "begin_archive", vaults=[vault], passphrase=PASSPHRASE)
    for _ in range(2):
        await lab.ok(device, "next_archive_part", archive=begun["archive"])
    await lab.ok(device, "delete_vault", vault=vault, where="device")
    assert (await lab.ok(device, "next_archive_part", archive=begun["archive"]))["last"]
    assert not [key for key in device.records if vault in key]
    early = await lab.ok(device, "create_vault", title="Another")
    begun = await lab.ok(device, "begin_archive", vaults=[early["vault"]], passphrase=PASSPHRASE)
    await lab.ok(device, "next_archive_part", archive=begun["archive"])
    lab.vault(device, early["vault"])
    await lab.ok(device, "delete_vault", vault=early["vault"], where="device")
    assert await lab.code(device, "next_archive_part", archive=begun["archive"]) == "NO_SUCH_VAULT"


@play
async def test_an_adopted_goal_leaves_no_record_under_its_former_id() -> None:
    lab, _, _ = await one_goal(0)
    stranger = await lab.device("S")
    vault = (await lab.ok(stranger, "create_vault", title="Local"))["vault"]
    await archive(lab, stranger, vault)
    await lab.join(lab.profiles[0])
    await lab.ok(stranger, "login", name="alice", password=PASSWORD, device_name="S", adopt=True)
    assert (await lab.ok(stranger, "sync"))["phase"] == "synced"
    assert not [key for key in stranger.records if vault in key]
