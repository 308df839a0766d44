"""Which syncs tell the pages what a goal looks like."""

from __future__ import annotations

import json

from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile


def listen(profile: Profile) -> list[Document]:
    events: list[Document] = []
    assert profile.facade is not None
    profile.facade._publish = lambda event: events.append(json.loads(event))
    return events


def views(events: list[Document]) -> list[str]:
    """The heads that were shown since the last call."""
    shown = [event["view"]["head"] for event in events if event["type"] == "view"]
    events.clear()
    return shown


async def head(lab: Lab, profile: Profile, vault: str) -> str:
    return str((await lab.ok(profile, "view", vault=vault))["head"])


@play
async def test_a_push_alone_shows_nothing_again_and_a_pull_or_a_merge_does() -> None:
    lab, a, b, vault = await two_devices()
    events = listen(b)
    await lab.ok(b, "sync")
    views(events)
    await lab.commit(b, vault, "b1")
    assert views(events) == [await head(lab, b, vault)]
    await lab.ok(b, "sync_changes")
    # The list says that nothing waits any more.
    assert [event["vaults"][0]["waiting"] for event in events if event["type"] == "vaults"][-1] == 0
    assert views(events) == []
    await lab.ok(a, "sync")
    await lab.commit(a, vault, "a1")
    await lab.ok(a, "sync")
    await lab.ok(b, "sync")
    assert views(events) == [await head(lab, b, vault)]
    await lab.commit(a, vault, "a2")
    await lab.ok(a, "sync")
    await lab.commit(b, vault, "b2")
    views(events)
    await lab.ok(b, "sync_changes")
    assert views(events)[-1] == await head(lab, b, vault)
