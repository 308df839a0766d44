"""The exhaustive search, and faults that it must find.

`AUTUS_MODEL_STEPS=3 pytest tests/model` searches further; `python -m tests.model --steps 3` too.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest

from shared.device.account import recovery, ways_change
from shared.vault import roster, ways
from shared.wire.accounts import Way
from tests.model.search import Counterexample, search

STEPS = int(os.environ.get("AUTUS_MODEL_STEPS", "2"))


@pytest.mark.no_cover
@pytest.mark.timeout(0)
def test_every_situation_keeps_every_promise() -> None:
    found = asyncio.run(search(STEPS))
    assert found.situations > 600
    assert found.forgeries > 100


def any_account_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices take whatever is sealed to them."""
    monkeypatch.setattr(ways, "require_account_key", lambda *_: None)


def any_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that has signed before signs for ever."""

    async def verify(_: object, items: Sequence[object]) -> list[bool]:
        return [True] * len(items)

    monkeypatch.setattr(roster, "verify_signatures", verify)


def old_code_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = recovery.prepare_change

    async def prepare_half(device: Any, present: Any, added: Sequence[Any]) -> Any:
        return await prepare(device, present, added[:1])

    monkeypatch.setattr(recovery, "prepare_change", prepare_half)


def seals_for_the_first_way_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = ways_change.seal_to_ways

    async def seal_one(crypto: Any, found: Sequence[Way], *others: Any) -> tuple[Way, ...]:
        return (*(await seal(crypto, found[-1:], *others)), *found[:-1])

    monkeypatch.setattr(ways_change, "seal_to_ways", seal_one)


def earlier_key_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account key is not replaced. The signing key is."""
    prepare = ways_change.prepare_change

    async def prepare_same(device: Any, present: Any, added: Any, removed: Any = ()) -> Any:
        drawn = [present.opened.account_key]
        random = device.host.crypto.random
        device.host.crypto.random = lambda size: drawn.pop() if drawn and size == 32 else random(size)
        try:
            return await prepare(device, present, added, removed)
        finally:
            device.host.crypto.random = random

    monkeypatch.setattr("shared.device.account.ways.prepare_change", prepare_same)


FAULTS: dict[Callable[[pytest.MonkeyPatch], None], Collection[str]] = {
    any_account_key: {"B changes the password"},
    any_signature: {"the password is stolen", "B changes the password"},
    old_code_stays: {"the code is stolen", "C recovers"},
    seals_for_the_first_way_only: {"B changes the password", "C recovers"},
    earlier_key_stays: {"the password is stolen", "B changes the password"},
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = FAULTS[plant]
    asyncio.run(search(len(steps), steps.__contains__))
    plant(monkeypatch)
    with pytest.raises(Counterexample):
        asyncio.run(search(len(steps), steps.__contains__))
