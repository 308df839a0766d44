"""Challenges: one subject, one use, five minutes, and a bounded memory."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sessions import challenges
from server.sessions.challenges import LIFETIME_MS, Challenges
from shared.errors import AutusError

SUBJECTS = [b"", b"a" * 32, b"b" * 32]


@dataclass
class Clock:
    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def holds(made: Challenges, challenge: bytes, subject: bytes) -> bool:
    with suppress(AutusError):
        made.use(challenge, subject)
        return True
    return False


def test_a_challenge_holds_once_for_its_subject_and_server() -> None:
    made, other = Challenges(Clock()), Challenges(Clock())
    for subject in SUBJECTS:
        challenge = made.make(subject)
        for wrong in SUBJECTS:
            assert wrong == subject or not holds(made, challenge, wrong)
        assert not holds(other, challenge, subject)
        assert holds(made, challenge, subject)
        assert not holds(made, challenge, subject)


def test_a_challenge_of_a_subject_is_none_of_a_log_in() -> None:
    made = Challenges(Clock())
    challenge = made.make(SUBJECTS[1])
    assert not holds(made, SUBJECTS[1] + challenge, b"")
    assert not holds(made, challenge[:16] + challenge, b"")


def test_a_challenge_ends() -> None:
    clock = Clock()
    made = Challenges(clock)
    early, late = made.make(b""), made.make(b"")
    clock.seconds += LIFETIME_MS / 1000
    assert holds(made, early, b"")
    clock.seconds += 0.002
    assert not holds(made, late, b"")


@pytest.mark.parametrize("size", [0, 1, 15, 16, 31, 33, 64])
def test_bytes_of_another_length_are_no_challenge(size: int) -> None:
    assert not holds(Challenges(Clock()), bytes(size), b"")


@given(steps=st.lists(st.tuples(st.sampled_from(["make", "use", "wait"]), st.integers(0, 30)), max_size=120))
def test_no_challenge_is_used_twice_and_the_memory_is_bounded(steps: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(challenges, "USED_MAX", 5)
        clock = Clock()
        made, given_out, used = Challenges(clock), [], set()
        for step, number in steps:
            if step == "make":
                given_out.append(made.make(b""))
            elif step == "wait":
                clock.seconds += number * 5
            elif given_out:
                challenge = given_out[number % len(given_out)]
                if holds(made, challenge, b""):
                    assert challenge not in used
                    used.add(challenge)
            assert len(made) <= 5
