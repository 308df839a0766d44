"""Merges that the person has not been told of on this device."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from shared.device.core.device import Device
from shared.device.core.records import TOLD
from shared.device.core.vault import Vault
from shared.device.reading.device_names import CommitDevice, name_devices
from shared.device.reading.history_rows import JOINED_MAX, find_joined


class JoinedDevice(CommitDevice, frozen=True):
    """A device and how many of its commits came with the merges."""

    commits: int


class MergeNews(Struct, frozen=True):
    """What merges have joined to the history since the person was last told. `merges` is 0 without any.

    `commits` are new to this device. `first_ms` and `last_ms` are the times of the earliest and the latest.
    `devices` are those with the most commits.
    """

    head: str
    merges: int
    commits: int
    first_ms: int
    last_ms: int
    devices: list[JoinedDevice]


async def read_merge_news(device: Device, vault: Vault) -> MergeNews:
    """The merges since `mark_told`. None before the first mark: a device that has just got a goal has all of
    its past in front of it.
    """
    history = await vault.history()
    tip = vault.tip.commit
    (told,) = await vault.host.store.get([TOLD + vault.id.hex()])
    if told is None or told not in history:
        return MergeNews(tip.hex(), 0, 0, 0, 0, [])
    new = history.graph.difference(tip, told)
    merges = [commit for commit in new if history.row(commit).is_merge]
    # The person has seen the other side of each merge.
    joined = find_joined(history, merges).intersection(new)
    if not joined:
        return MergeNews(tip.hex(), 0, 0, 0, 0, [])
    counts = Counter(history.row(commit).device for commit in joined)
    most = counts.most_common(JOINED_MAX)
    named = await name_devices(device, [each for each, _ in most])
    times = [history.row(commit).t_ms for commit in joined]
    devices = [
        JoinedDevice(one.device, one.name, one.this, commits)
        for one, (_, commits) in zip(named, most, strict=True)
    ]
    return MergeNews(tip.hex(), len(merges), len(joined), min(times), max(times), devices)


async def mark_told(vault: Vault, commit: bytes) -> None:
    """The person has been told of every merge up to `commit`. Raises AutusError UNKNOWN_COMMIT."""
    async with vault.locked():
        (await vault.history()).row(commit)
        await vault.host.store.write([(TOLD + vault.id.hex(), commit)])
