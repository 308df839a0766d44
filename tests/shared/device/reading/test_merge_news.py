"""Merges are told once on each device."""

from __future__ import annotations

from tests.shared.device.lab import Document, Lab, play, two_devices
from tests.simulation.world import Profile


async def news(lab: Lab, profile: Profile, vault: str) -> Document:
    """What the person is told, as on opening the goal."""
    answer: Document = await lab.ok(profile, "merge_news", vault=vault)
    await lab.ok(profile, "mark_told", vault=vault, commit=answer["head"])
    return answer


async def commits(lab: Lab, profile: Profile, vault: str, count: int) -> None:
    for number in range(count):
        await lab.commit(profile, vault, f"{profile.name}{number}")


def told(answer: Document) -> dict[str, int]:
    return {each["name"]: each["commits"] for each in answer["devices"]}


@play
async def test_a_merge_is_told_once_on_each_device() -> None:
    lab, a, b, vault = await two_devices()
    for profile in (a, b):
        assert (await news(lab, profile, vault))["merges"] == 0
    await commits(lab, a, vault, 2)
    await commits(lab, b, vault, 3)
    for profile in (a, b, a):
        await lab.ok(profile, "sync")
    for profile, other, count in ((a, b, 3), (b, a, 2)):
        await lab.restart(profile)
        answer = await news(lab, profile, vault)
        assert answer["merges"] == 1
        times = [row["t_ms"] for row in (await lab.ok(profile, "history", vault=vault, limit=20))["rows"]]
        assert min(times) <= answer["first_ms"] <= answer["last_ms"] <= max(times)
        # Each device has its own commits as well, unless the person was told after them.
        assert told(answer)[other.name] == count
        assert (await news(lab, profile, vault))["merges"] == 0
        await lab.restart(profile)
        assert (await news(lab, profile, vault))["merges"] == 0


@play
async def test_commits_that_the_person_was_told_of_are_not_told_again() -> None:
    lab, a, b, vault = await two_devices()
    await news(lab, a, vault)
    await commits(lab, b, vault, 2)
    await lab.ok(b, "sync")
    await commits(lab, a, vault, 1)
    await news(lab, a, vault)
    await lab.ok(a, "sync")
    answer = await news(lab, a, vault)
    assert (told(answer), answer["commits"]) == ({b.name: 2}, 2)
    # Commits that continue the history without a branch are no merge.
    await lab.ok(b, "sync")
    await commits(lab, b, vault, 1)
    for profile in (b, a):
        await lab.ok(profile, "sync")
    assert (await news(lab, a, vault))["merges"] == 0


@play
async def test_only_a_known_commit_can_be_marked() -> None:
    lab = await Lab.open()
    a = await lab.device("A")
    vault = (await lab.ok(a, "create_vault", title="Run"))["vault"]
    assert await lab.code(a, "mark_told", vault=vault, commit="00" * 32) == "UNKNOWN_COMMIT"
