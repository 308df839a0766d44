"""The places of a roster: a full one still takes changes of the ways in and revocations."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.errors import AutusError
from shared.vault.roster import extend_roster, sign_enrol, sign_rename
from shared.vault.roster_room import require_room
from tests.shared.sync.people import DeviceKey, run
from tests.shared.sync.ways import WaysPerson

MIB = 1024 * 1024
KINDS = ["add", "enrol", "rename", "ways", "revoke", "later"]


def filled(count: int, size: int) -> tuple[WaysPerson, DeviceKey]:
    """A person with a device to end, whose roster has so many statements and bytes."""
    person, stolen = WaysPerson(), DeviceKey()
    person.sign_device(stolen)
    person.roster = replace(person.roster, heads=(bytes(32),) * count, size=size)
    return person, stolen


def refusal(make: Any) -> str | None:
    try:
        make()
    except AutusError as error:
        return error.code
    return None


@given(
    st.sampled_from(KINDS),
    st.one_of(st.integers(1, 1_200), st.sampled_from([1_000, 1_001, 1_100, 1_101])),
    st.one_of(st.integers(1, 10 * MIB), st.sampled_from([8 * MIB, 8 * MIB + 1, 9 * MIB, 9 * MIB + 1])),
)
def test_the_last_places_are_for_ways_and_revoke(kind: str, count: int, size: int) -> None:
    fits = count <= 1_000 and size <= 8 * MIB
    reserved = kind in {"ways", "revoke"} and count <= 1_100 and size <= 9 * MIB
    expected = None if fits or reserved else "ROSTER_TOO_LONG"
    assert refusal(lambda: require_room(kind, count, size)) == expected


@pytest.mark.parametrize(("count", "size"), [(1_000, 100_000), (500, 8 * MIB), (1_099, 100_000)])
def test_a_full_roster_ends_a_device_and_adds_none(count: int, size: int) -> None:
    person, stolen = filled(count, size)
    crypto, seed, roster, name = person.crypto, person.seed, person.roster, bytes(40)
    other = DeviceKey()
    for sign in (
        lambda: run(sign_enrol(crypto, seed, roster, other.public, b"h" * 32, name, 1)),
        lambda: run(sign_rename(crypto, seed, roster, stolen.id, name, 1)),
    ):
        assert refusal(sign) == "ROSTER_TOO_LONG"
    code = person.change([person.code("0123456789" * 4)])
    assert run(extend_roster(crypto, roster, [code.statement])).ways == code.roster.ways
    revoked = person.revoke(stolen.id)
    assert stolen.id in run(extend_roster(crypto, roster, [revoked.statement])).revoked


def test_a_reader_refuses_what_nobody_signs() -> None:
    """A statement that was signed for another place of the same number has the right form."""
    person, _ = filled(999, 100_000)
    signed = run(
        sign_enrol(person.crypto, person.seed, person.roster, DeviceKey().public, b"h" * 32, bytes(40), 1)
    )
    run(extend_roster(person.crypto, person.roster, [signed]))
    crowded = replace(person.roster, size=8 * MIB)
    assert refusal(lambda: run(extend_roster(person.crypto, crowded, [signed]))) == "ROSTER_TOO_LONG"


def test_all_places_end() -> None:
    person, stolen = filled(1_100, 100_000)
    assert refusal(lambda: person.revoke(stolen.id)) == "ROSTER_TOO_LONG"
