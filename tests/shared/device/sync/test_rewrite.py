"""Commits rewritten in more than one place: each exists once in the end, and none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chain.context import origin_of, with_origin, without_origin
from shared.device.core import commit_creation
from shared.device.core.commit_creation import CommitContent, create_commit
from shared.device.core.history import History
from shared.device.core.host import Response, TransportError
from shared.device.sync.duplicates import Duplicates
from shared.errors import AutusError
from tests.shared.device.lab import PASSWORD, Lab, play, two_devices
from tests.shared.device.transfers import PASSPHRASE, archive, preview, restore
from tests.simulation.host import MemoryStore
from tests.simulation.world import Profile

ROUNDS = 12


async def stranger(lab: Lab, source: Profile, vault: str, name: str = "S") -> Profile:
    """A device outside the account, with the vault from an archive."""
    device = await lab.device(name)
    await restore(lab, device, await archive(lab, source, vault))
    return device


async def copied(lab: Lab, original: Profile) -> Profile:
    copy = lab.copy_profile(original)
    lab.switch_on(copy)
    await lab.ok(copy, "boot")
    return copy


async def lend(lab: Lab, source: Profile, target: Profile, vault: str) -> bool:
    """Reports whether the target imported the archive."""
    file, answer = await preview(lab, target, await archive(lab, source, vault), passphrase=PASSPHRASE)
    (goal,) = answer["ok"]["goals"]
    if goal["status"] == "refused":
        assert goal["code"] == "ARCHIVE_CONFLICT"
        return False
    await lab.ok(target, "apply_import", file=file, vaults=[vault])
    return True


async def sync_without_pushing(lab: Lab, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that loses its network when it first pushes: what it pushes is rewritten already."""
    send = lab._send

    async def cut(sender: Profile, request: tuple[str | None, str, str, bytes | None]) -> Response:
        if request[1] == "POST" and request[2].endswith("/pushes"):
            raise TransportError("OFFLINE", "no network")
        return await send(sender, request)

    with monkeypatch.context() as patch:
        patch.setattr(lab, "_send", cut)
        await lab.ok(profile, "sync")


async def heal(lab: Lab, profiles: list[Profile], vault: str) -> None:
    for _ in range(ROUNDS):
        statuses = []
        for profile in profiles:
            status = await lab.ok(profile, "sync")
            if status["needs"] == "password":
                status = await lab.ok(profile, "renew_device_id", password=PASSWORD, device_name=profile.name)
            statuses.append((status["phase"], status["waiting"], status["error"]))
        heads = {(await lab.ok(profile, "view", vault=vault))["head"] for profile in profiles}
        if len(heads) == 1 and set(statuses) == {("synced", 0, None)}:
            break
    else:
        raise AssertionError(statuses)
    for profile in profiles:
        assert (await lab.ok(profile, "verify", vault=vault))["ok"]


async def once(lab: Lab, profile: Profile, vault: str) -> set[str]:
    """The labels of the vault. None of them occurs twice."""
    labels = await lab.labels(profile, vault)
    assert len(labels) == len(set(labels)), labels
    return set(labels)


@play
async def test_a_goal_lent_twice_brings_each_commit_once() -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    await lab.commit(lent, vault, "s1")
    await lab.ok(lent, "set_words", vault=vault, words={"slots": {"N": "north"}})
    await lab.commit(lent, vault, "s2")
    assert await lend(lab, lent, a, vault)
    await heal(lab, [a, b], vault)
    await lab.commit(a, vault, "a2")
    await lab.commit(lent, vault, "s3")
    assert await lend(lab, lent, a, vault)
    await heal(lab, [a, b], vault)
    assert await once(lab, a, vault) == {"a1", "s1", "s2", "a2", "s3"}
    assert (await lab.ok(b, "view", vault=vault))["context"]["slots"] == {"N": "north"}
    assert "origin" not in (await lab.ok(b, "view", vault=vault))["context"]
    again = await lab.device("E")
    assert await lend(lab, a, again, vault)


@play
async def test_a_goal_lent_to_two_devices_brings_each_commit_once() -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    await lab.commit(lent, vault, "s1")
    await lab.commit(lent, vault, "s2")
    for device in (a, b):
        assert await lend(lab, lent, device, vault)
        await lab.commit(device, vault, f"{device.name} on top")
    await heal(lab, [a, b], vault)
    assert await once(lab, a, vault) == {"a1", "s1", "s2", "A on top", "B on top"}


@play
async def test_an_offline_rewrite_gives_way_to_the_one_another_device_pushed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    await lab.commit(lent, vault, "s1")
    for device in (a, b):
        assert await lend(lab, lent, device, vault)
        await sync_without_pushing(lab, device, monkeypatch)
        await lab.commit(device, vault, f"{device.name} on top")
    own = lab.vault(b, vault).meta.seq
    assert own == 2
    await lab.restart(b)
    await heal(lab, [a, b], vault)
    assert await once(lab, b, vault) == {"a1", "s1", "A on top", "B on top"}
    assert lab.vault(b, vault).meta.seq == own - 1
    await lab.commit(b, vault, "goes on")
    await heal(lab, [a, b], vault)


@play
async def test_three_copies_of_a_profile_bring_shared_commits_once() -> None:
    lab, a, b, vault = await two_devices()
    second = await copied(lab, a)
    await lab.commit(a, vault, "first alone")
    await lab.commit(second, vault, "shared 1")
    await lab.commit(second, vault, "shared 2")
    third = await copied(lab, second)
    await lab.commit(second, vault, "second alone")
    await lab.commit(third, vault, "third alone")
    await heal(lab, [a, second, third, b], vault)
    labels = {"a1", "first alone", "shared 1", "shared 2", "second alone", "third alone"}
    assert await once(lab, b, vault) == labels
    # Replaced commits stay in the device's log, and no archive is refused because of them.
    assert await lend(lab, b, third, vault)
    assert await lend(lab, third, a, vault)


async def seal_alone(lab: Lab, guest: Profile, vault: str, parent: bytes, recorded: CommitContent) -> None:
    """Ends the guest's history in a commit of its own on `parent`."""
    held = lab.vault(guest, vault)
    history = await held.history()
    device = guest.facade.device.record.device  # type: ignore[union-attr] - it is switched on
    sealed = await create_commit(history, device, 1, parent, recorded)
    meta = msgspec.structs.replace(held.meta, head=sealed, seq=1)
    await held.write_commits(history.fresh_entries([sealed]), meta, await history.tip(sealed))


async def lend_a_twin(lab: Lab, source: Profile, target: Profile, vault: str, name: str, on: bytes) -> None:
    """A guest of `source` creates a twin of its newest commit on an older one, and lends it."""
    guest = await stranger(lab, source, vault, name)
    held = lab.vault(guest, vault)
    (last,) = await (await held.history()).open([held.meta.head], contexts=True)
    if last.body.draft is None:
        return
    origin = origin_of(last.context) or last.id
    words = with_origin(last.context, origin)
    await seal_alone(
        lab,
        guest,
        vault,
        on,
        CommitContent(last.body.rules, last.body.draft, last.body.t_ms, last.body.marker.label, words),
    )
    await lend(lab, guest, target, vault)


@play
async def test_the_parents_of_a_replaced_commit_stay() -> None:
    lab, a, b, vault = await two_devices()
    shared = lab.vault(b, vault).meta.head
    for label in ("b1", "b2", "b3", "b4"):
        await lab.commit(b, vault, label)
    await lend_a_twin(lab, b, a, vault, "S", shared)
    assert await lab.sync_error(a, vault) is None
    assert await once(lab, a, vault) == {"a1", "b4"}
    await lab.commit(b, vault, "b5")
    status = await lab.ok(b, "sync")
    assert (status["phase"], status["waiting"], status["needs"]) == ("synced", 0, None)
    await lab.commit(b, vault, "b6")
    await heal(lab, [a, b], vault)
    assert await once(lab, a, vault) == {"a1", "b1", "b2", "b3", "b4", "b5", "b6"}
    # One merge of the kept commits and the server's. The descendants of the replaced commit now descend from
    # it.
    rows = (await lab.ok(a, "history", vault=vault, limit=50))["rows"]
    assert [row["kind"] for row in rows].count("merge") == 1
    assert [row["label"] for row in rows][:2] == ["b6", "b5"]


@play
async def test_a_false_origin_replaces_no_other_commit() -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    mine = (await lab.commit(a, vault, "mine"))["commit"]["commit"]
    held = lab.vault(lent, vault)
    (opened,) = await (await held.history()).open([held.meta.head])
    assert opened.body.draft is not None
    words = with_origin(None, bytes.fromhex(mine))
    recorded = CommitContent(opened.body.rules, opened.body.draft, opened.body.t_ms, "not the same", words)
    await seal_alone(lab, lent, vault, held.meta.head, recorded)
    assert await lend(lab, lent, a, vault)
    await heal(lab, [a, b], vault)
    assert {"mine"} <= await once(lab, b, vault)


def test_an_origin_is_a_commit_s_id_or_nothing() -> None:
    origin = bytes(range(32))
    assert origin_of(with_origin({"note": "n"}, origin)) == origin
    assert without_origin(with_origin({"note": "n"}, origin)) == {"note": "n"}
    for other in (None, {}, {"origin": None}, {"origin": 7}, {"origin": "ab"}, {"origin": "A" * 64}):
        assert origin_of(other) is None


@play
async def test_words_refuse_fields_of_one_commit() -> None:
    lab, a, _, vault = await two_devices()
    for field in ("note", "origin"):
        assert await lab.code(a, "set_words", vault=vault, words={field: "ab" * 32}) == "BAD_CONTEXT"


def leave_no_room(monkeypatch: pytest.MonkeyPatch, crowded: str) -> None:
    """Commits labelled `crowded` are as large as a commit can be."""

    async def full(
        history: History, device: bytes, seq: int, parent: bytes, recorded: CommitContent
    ) -> bytes:
        if origin_of(recorded.context) is not None and recorded.label == crowded:
            raise AutusError("COMMIT_TOO_LARGE", "no room")
        return await create_commit(history, device, seq, parent, recorded)

    monkeypatch.setattr(commit_creation, "create_commit", full)


@play
async def test_a_full_commit_is_rewritten_without_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    await lab.commit(lent, vault, "s1")
    assert await lend(lab, lent, a, vault)
    leave_no_room(monkeypatch, "s1")
    await heal(lab, [a, b], vault)
    assert await once(lab, b, vault) == {"a1", "s1"}


@play
async def test_descendants_of_a_full_commit_give_way_and_both_devices_continue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    for label in ("s1", "s2", "s3", "s4"):
        await lab.commit(lent, vault, label)
    leave_no_room(monkeypatch, "s1")
    for device in (a, b):
        assert await lend(lab, lent, device, vault)
        await sync_without_pushing(lab, device, monkeypatch)
        await lab.commit(device, vault, f"{device.name} on top")
    for device in (a, b):
        status = await lab.ok(device, "sync")
        assert (status["phase"], status["waiting"], status["needs"]) == ("synced", 0, None)
    await heal(lab, [a, b], vault)
    labels = Counter(await lab.labels(a, vault))
    assert labels == {"a1": 1, "s1": 2, "s2": 1, "s3": 1, "s4": 1, "A on top": 1, "B on top": 1}
    rows = (await lab.ok(a, "history", vault=vault, limit=50))["rows"]
    assert [row["kind"] for row in rows].count("merge") == 1


@play
async def test_many_twins_are_found_in_one_pass_over_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    lent = await stranger(lab, a, vault)
    patches = [[3, {"allocations": {"E": 1}}]]
    commits = [{"t_ms": 1_700_000_000_000 + n, "patches": patches, "label": f"s{n}"} for n in range(300)]
    await lab.ok(lent, "import_commits", vault=vault, commits=commits)
    for device in (a, b):
        assert await lend(lab, lent, device, vault)
    await lab.ok(a, "sync")
    reads: list[Counter[str]] = []
    get, find = MemoryStore.get, Duplicates.find

    async def counted(store: MemoryStore, keys: Sequence[str]) -> list[bytes | None]:
        if reads:
            reads[-1].update(key for key in keys if "/segment/" in key)
        return await get(store, keys)

    async def looked_for(duplicates: Duplicates, commits: Iterable[bytes]) -> None:
        reads.append(Counter())
        await find(duplicates, commits)
        reads.append(Counter())

    monkeypatch.setattr(MemoryStore, "get", counted)
    monkeypatch.setattr(Duplicates, "find", looked_for)
    await lab.ok(b, "sync")
    of_finds = [counter for counter in reads[::2] if counter]
    assert of_finds
    assert max(max(counter.values()) for counter in of_finds) == 1
    assert len(await once(lab, b, vault)) == 301


ACTORS = st.integers(0, 5)
STEPS = st.lists(
    st.tuples(st.sampled_from(["commit", "commit", "sync", "lend", "twin", "cut", "copy"]), ACTORS, ACTORS),
    max_size=16,
)


@pytest.mark.no_cover
@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_copied_and_lent_commits_exist_once(steps: list[tuple[str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        _copy_and_lend(steps=steps, monkeypatch=monkeypatch)


@play
async def _copy_and_lend(steps: list[tuple[str, int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    lab, a, b, vault = await two_devices()
    shared = lab.vault(a, vault).meta.head
    members, guests = [a, b], [await stranger(lab, a, vault, name) for name in "ST"]
    said: Counter[str] = Counter()
    promised = {"a1"}
    of_guest: dict[str, set[str]] = {guest.name: set() for guest in guests}
    for number, (what, one, other) in enumerate(steps):
        actors = members + guests
        actor, target = actors[one % len(actors)], actors[other % len(actors)]
        label = f"{actor.name} {number}"
        if what == "commit":
            await lab.commit(actor, vault, label)
            said[label] += 1
            (promised if actor in members else of_guest[actor.name]).add(label)
        elif what == "lend" and actor is not target and await lend(lab, actor, target, vault):
            if actor in guests:
                (promised if target in members else of_guest[target.name]).update(of_guest[actor.name])
        elif what == "twin" and actor in members and target in members:
            await lend_a_twin(lab, actor, target, vault, f"G{number}", shared)
        elif what == "sync" and actor in members:
            await lab.ok(actor, "sync")
        elif what == "cut" and actor in members:
            await sync_without_pushing(lab, actor, monkeypatch)
        elif what == "copy" and actor in members and len(members) < 5:
            members.append(await copied(lab, actor))
    await heal(lab, members, vault)
    assert promised <= await once(lab, members[0], vault)
