"""Former ways in, against a naive reading of the roster after each statement."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.vault.past_ways import PAST_WAYS_MAX, PastWay, read_past_ways
from shared.vault.roster import read_verified
from tests.shared.sync.ways import WaysPerson


def naive(person: WaysPerson) -> list[PastWay]:
    past: list[PastWay] = []
    before: dict[tuple[bytes, bytes], PastWay] = {}
    for count in range(1, len(person.statements) + 1):
        ways = read_verified(person.identity, person.statements[:count]).ways
        if ways is None:
            continue
        present = {}
        for entry in ways.entries:
            added = ways.origins[entry.wrap_id].added_ms
            present[entry.wrap_id, entry.verifier] = PastWay(entry.kind, added, 0, b"")
        past += [way for key, way in before.items() if key not in present]
        before = present
    return past[::-1][:PAST_WAYS_MAX]


@given(st.lists(st.sampled_from(["password", "code", "no code"]), max_size=5))
def test_former_ways_are_those_that_a_statement_left_out(steps: list[str]) -> None:
    person = WaysPerson()
    for number, step in enumerate(steps):
        code = f"{number:040d}"
        added = {"password": [person.password(number.to_bytes(32, "big"))], "code": [person.code(code)]}.get(
            step, []
        )
        person.accept_change(person.change(added, ("recovery",) if step == "no code" else ()))
    found = read_past_ways(person.statements)
    assert [way._replace(removed_ms=0, device=b"") for way in found] == naive(person)
    assert {way.device for way in found} <= {person.device.id}
    assert all(way.added_ms <= way.removed_ms for way in found)
