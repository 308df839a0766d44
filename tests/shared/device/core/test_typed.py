"""Typed text: it stays with the goal that it was typed for, sealed, until it is saved or forgotten."""

from __future__ import annotations

import pytest

from shared.device.core.records import LOCAL_TYPED, TYPED
from shared.device.core.typed import CHARACTERS_MAX, FIELDS_MAX, TEXT_LENGTH_MAX
from tests.shared.device.lab import PASSWORD, Document, Lab, play, two_devices
from tests.simulation.world import Profile


async def typed(lab: Lab, device: Profile, vault: str | None = None) -> Document:
    answer = await lab.ok(device, "boot") if vault is None else await lab.ok(device, "view", vault=vault)
    found: Document = answer["typed"]
    return found


async def keep(lab: Lab, device: Profile, vault: str | None = None, **changes: str | None) -> None:
    await lab.ok(device, "keep_typed", vault=vault, changes=changes)


@play
async def test_typed_text_outlives_a_crash_and_stays_with_its_goal() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    one, other = [(await lab.ok(device, "create_vault", title=title))["vault"] for title in "AB"]
    await keep(lab, device, one, label="for A", note="a\nnote")
    await keep(lab, device, other, label="for B")
    await keep(lab, device, **{"goal.title": "a third"})
    # Empty is a text too: a person may have emptied a field.
    await keep(lab, device, one, title="", note=None)
    await lab.restart(device)
    assert await typed(lab, device, one) == {"label": "for A", "title": ""}
    assert await typed(lab, device, other) == {"label": "for B"}
    assert await typed(lab, device) == {"goal.title": "a third"}
    assert not [key for key, value in device.records.items() if b"for A" in value or b"third" in value]
    await keep(lab, device, one, label=None, title=None)
    await keep(lab, device, **{"goal.title": None})
    assert TYPED + one not in device.records
    assert LOCAL_TYPED not in device.records


@play
async def test_a_commit_consumes_its_label_and_note_and_no_other_text() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    one, other = [(await lab.ok(device, "create_vault", title=title))["vault"] for title in "AB"]
    for vault in (one, other):
        await keep(lab, device, vault, label="first", note="noted", title="unsaved")
    lab.draft(device, one, 1, {"mass_modifier": 0.25})
    done = await lab.ok(device, "commit", vault=one, label="first", note="noted")
    assert done["view"]["typed"] == {"title": "unsaved"}
    await lab.restart(device)
    assert await typed(lab, device, one) == {"title": "unsaved"}
    assert await typed(lab, device, other) == {"label": "first", "note": "noted", "title": "unsaved"}
    # A refused commit consumes nothing.
    assert await lab.code(device, "commit", vault=other, label="first") == "COMMIT_BLOCKED_BY_RULES"
    assert (await typed(lab, device, other))["label"] == "first"


@play
async def test_a_new_goal_consumes_its_form_and_nothing_else() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    await keep(lab, device, **{"goal.title": "Goal", "goal.why": "Because", "report.what": "Stuck"})
    await lab.ok(device, "create_vault", title="Goal", why="Because")
    assert await typed(lab, device) == {"report.what": "Stuck"}
    await lab.restart(device)
    assert await typed(lab, device) == {"report.what": "Stuck"}


@play
async def test_typed_text_follows_a_goal_that_gets_another_id() -> None:
    lab = await Lab.open()
    other, device = await lab.device("A"), await lab.device("B")
    await lab.join(other)
    old = (await lab.ok(device, "create_vault", title="Local"))["vault"]
    await keep(lab, device, old, label="half a lab")
    await lab.join(device)
    (new,) = [each for each in (await lab.ok(device, "boot"))["vaults"] if old in each["former"]]
    assert new["vault"] != old
    assert await typed(lab, device, new["vault"]) == {"label": "half a lab"}
    assert await lab.code(device, "keep_typed", vault=old, changes={"label": "x"}) == "NO_SUCH_VAULT"
    await lab.restart(device)
    assert await typed(lab, device, new["vault"]) == {"label": "half a lab"}
    (again,) = (await lab.ok(device, "boot"))["vaults"]
    assert again["former"] == [old]


@play
async def test_the_deletion_of_a_goal_deletes_what_was_typed_for_it() -> None:
    lab, device, _, vault = await two_devices()
    await keep(lab, device, vault, label="half a lab")
    assert TYPED + vault in device.records
    await lab.ok(device, "delete_vault", vault=vault, where="both", password=PASSWORD)
    assert TYPED + vault not in device.records


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "x" * (TEXT_LENGTH_MAX + 1)},
        {"f" * 97: "x"},
        {"": "x"},
        {},
        {f"field {number}": "x" for number in range(FIELDS_MAX + 1)},
    ],
)
@play
async def test_one_call_is_bounded(changes: dict[str, str]) -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="A"))["vault"]
    for where in (vault, None):
        assert await lab.code(device, "keep_typed", vault=where, changes=changes) == "INVALID_REQUEST"


@play
async def test_all_text_of_a_goal_is_bounded_and_what_is_there_stays() -> None:
    lab = await Lab.open()
    device = await lab.device("A")
    vault = (await lab.ok(device, "create_vault", title="A"))["vault"]
    for where in (vault, None):
        full = {f"field {number}": "x" for number in range(FIELDS_MAX)}
        await lab.ok(device, "keep_typed", vault=where, changes=full)
        assert await lab.code(device, "keep_typed", vault=where, changes={"more": "x"}) == "TOO_MUCH_TYPED"
        # A text in place of another fits.
        await lab.ok(device, "keep_typed", vault=where, changes={"more": "x", "field 0": None})
        long = {
            f"field {number}": "x" * TEXT_LENGTH_MAX for number in range(CHARACTERS_MAX // TEXT_LENGTH_MAX)
        }
        assert await lab.code(device, "keep_typed", vault=where, changes=long) == "TOO_MUCH_TYPED"
        assert len(await typed(lab, device, where)) == FIELDS_MAX
