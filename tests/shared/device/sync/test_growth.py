"""What a round of sync costs grows with the number of goals, not with its square."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Coroutine
from types import FrameType
from typing import Any

import pytest

from tests.shared.device.lab import Lab, play
from tests.simulation.world import Profile

FEW, MANY = 20, 80


async def lines_run(work: Coroutine[Any, Any, object]) -> int:
    """How many lines of Python `work` runs: a measure of work that no clock and no load changes."""
    lines = 0

    def trace(_: FrameType, event: str, __: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        await work
    finally:
        sys.settrace(before)
    return lines


async def goals(count: int) -> tuple[Lab, Profile]:
    lab = await Lab.open()
    device = await lab.device("A")
    for number in range(count):
        await lab.ok(device, "create_vault", title=f"Goal {number}")
    await lab.join(device)
    return lab, device


async def first_round(count: int) -> int:
    lab, device = await goals(count)
    return await lines_run(lab.ok(device, "sync"))


async def round_without_news(count: int) -> int:
    lab, device = await goals(count)
    await lab.ok(device, "sync")
    return await lines_run(lab.ok(device, "sync"))


async def first_round_of_another_device(count: int) -> int:
    lab, device = await goals(count)
    await lab.ok(device, "sync")
    other = await lab.device("B")
    await lab.join(other)
    return await lines_run(lab.ok(other, "sync"))


async def commit(count: int) -> int:
    lab, device = await goals(count)
    await lab.ok(device, "sync")
    vault = (await lab.ok(device, "boot"))["active"]
    return await lines_run(lab.commit(device, vault, "x"))


@pytest.mark.no_cover
@pytest.mark.parametrize("work", [first_round, round_without_news, first_round_of_another_device, commit])
@play
async def test_work_is_linear_in_the_goals(work: Callable[[int], Awaitable[int]]) -> None:
    few, many = await work(FEW), await work(MANY)
    assert many < few * (MANY / FEW) * 1.25
