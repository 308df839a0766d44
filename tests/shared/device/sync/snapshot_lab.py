"""Goals with snapshots, histories that are held back, and snapshots that say something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from shared import kernel
from shared.device.core.host import TransportError
from shared.device.core.records import AHEAD_PART, ARRIVAL, SNAPSHOT
from shared.sync.certificate import receipt_message
from shared.sync.snapshot import snapshot_message
from shared.vault.snapshot import Place, SnapshotContent, seal_snapshot
from shared.wire.pushes import Receipt
from shared.wire.snapshots import Snapshot
from tests.shared.device.lab import Document, Lab, two_devices
from tests.simulation import server as simulated
from tests.simulation.world import Profile

EVERY = 4
SAME = ("head", "state_hash", "marker", "commits", "live", "context", "last")


def leave_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets devices leave a snapshot after few commits."""
    monkeypatch.setattr("shared.device.sync.snapshots.SNAPSHOT_COMMITS", EVERY)


async def with_snapshot(commits: int = EVERY) -> tuple[Lab, Profile, Profile, str]:
    """Two devices, and a vault whose newest state is a snapshot on the server."""
    lab, a, b, vault = await two_devices()
    for number in range(commits):
        await lab.ok(a, "set_words", vault=vault, words={"names": {f"n{number}": f"name {number}"}})
        await lab.commit(a, vault, f"before {number}")
        await lab.ok(a, "sync")
    assert lab.stored(vault).snapshot is not None
    return lab, a, b, vault


@contextmanager
def history_held_back(lab: Lab, vault: str, pages: int = 0) -> Iterator[None]:
    """Pulls from the start get so many pages of one push, and then no answer. What follows a snapshot
    arrives.
    """
    answered, left, whole = lab.server.answer, pages, simulated.limits.PAGE_BYTES_MAX
    snapshot = lab.stored(vault).snapshot
    until = snapshot.number - 1 if snapshot else 0

    async def held(token: str | None, method: str, path: str, body: bytes | None) -> object:
        nonlocal left
        _, _, after = path.partition("pushes?after=")
        early = method == "GET" and after and int(after) < until
        if early and not left:
            raise TransportError("OFFLINE", "held back")
        left -= bool(early)
        simulated.limits.PAGE_BYTES_MAX = 1 if early else whole  # type: ignore[misc]
        try:
            return await answered(token, method, path, body)
        finally:
            simulated.limits.PAGE_BYTES_MAX = whole  # type: ignore[misc]

    lab.server.answer = held  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        lab.server.answer = answered  # type: ignore[method-assign]


async def new_device(lab: Lab, name: str = "C") -> Profile:
    profile = await lab.device(name)
    await lab.join(profile)
    return profile


def arriving(status: Document, vault: str) -> Document | None:
    found: Document | None = next(each["arriving"] for each in status["vaults"] if each["vault"] == vault)
    return found


def same(one: Document, other: Document) -> None:
    assert {key: one[key] for key in SAME} == {key: other[key] for key in SAME}


def kept_of_arrival(profile: Profile) -> list[str]:
    return [key for key in profile.records if key.startswith((ARRIVAL, SNAPSHOT)) or f"/{AHEAD_PART}/" in key]


async def settled(lab: Lab, vault: str, *profiles: Profile) -> list[str]:
    """Syncs until all agree, checks that they do, and returns the labels."""
    for _ in range(2):
        for profile in profiles:
            assert await lab.sync_error(profile, vault) is None
    views = [await lab.ok(profile, "view", vault=vault) for profile in profiles]
    for view in views[1:]:
        same(view, views[0])
    for profile in profiles:
        assert kept_of_arrival(profile) == []
        assert (await lab.ok(profile, "verify", vault=vault))["ok"]
    return await lab.labels(profiles[0], vault)


async def snapshot_of(
    lab: Lab,
    signer: Profile,
    vault: str,
    content: dict[str, object] | None = None,
    *,
    of: str | None = None,
) -> Snapshot:
    """What the device would leave, with another `content`, sealed and signed as it should be."""
    assert signer.facade is not None
    device, held = signer.facade.device, lab.vault(signer, vault)
    tip, receipt = held.tip, held.meta.remote.receipt
    assert receipt is not None
    last = None if tip.last is None else kernel.canonical_json(msgspec.to_builtins(tip.last)).encode()
    true = SnapshotContent(
        tip.length,
        tip.t_ms,
        tip.marker,
        tip.state.rules,
        kernel.state_to_bytes(tip.state),
        kernel.canonical_json(tip.words).encode(),
        last,
        dict(held.meta.remote.seqs),
    )
    ring = lab.vault(signer, of or vault).ring
    sealed = await seal_snapshot(
        device.host.crypto,
        ring,
        Place(receipt.number, receipt.head, tip.epoch),
        msgspec.structs.replace(true, **(content or {})),
        device.record.device,
        (await device.roster()).heads[-1],
    )
    assert sealed is not None
    return await signed(signer, bytes.fromhex(vault), sealed)


async def signed(signer: Profile, vault: bytes, snapshot: Snapshot) -> Snapshot:
    assert signer.facade is not None
    device = signer.facade.device
    signature = await device.host.crypto.device_sign(device.record.handle, snapshot_message(vault, snapshot))
    return msgspec.structs.replace(snapshot, signature=signature)


async def resigned(lab: Lab, vault: str, receipt: Receipt) -> Receipt:
    server = lab.server
    message = receipt_message(bytes.fromhex(vault), receipt)
    signature = await server._crypto.ed25519_sign(server._seed, message)
    return msgspec.structs.replace(receipt, signature=signature)
