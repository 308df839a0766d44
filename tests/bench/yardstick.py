"""Fixed work that is measured in the same run as the figures.

A figure over its yardstick depends less on the machine than the figure itself.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

RUNS = 9
LOOP_STEPS = 300_000
# How many times the steps of Python a loop of JavaScript has, so that both take about as long.
JAVASCRIPT_FACTOR = 10
SECONDS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}
# The same steps in both languages: integers, floats, a list and a dictionary.
JAVASCRIPT_LOOP = """([steps, runs]) => Array.from({ length: runs }, () => {
  const start = performance.now();
  const table = new Map();
  const list = new Array(1024).fill(0);
  let whole = 1;
  let real = 0.5;
  for (let step = 0; step < steps; step++) {
    whole = (Math.imul(whole, 1103515245) + 12345) >>> 0;
    real = real * 0.999 + (whole % 1000) / 1000;
    list[whole % 1024] = real;
    table.set(whole % 4096, list[step % 1024]);
  }
  if (table.size !== 4096) throw new Error("the loop has changed");
  return performance.now() - start;
})"""


class Yardstick(Struct, frozen=True):
    """`seconds` is the time of one unit of its work: one loop, one start, one commit, one push."""

    name: str
    seconds: float

    def ratio(self, value: float, unit: str) -> float | None:
        """A time over that of the yardstick, or a rate over its rate; None for what is neither."""
        if unit in SECONDS:
            return value * SECONDS[unit] / self.seconds
        return value * self.seconds if unit.endswith("/s") else None


def python_loop() -> Yardstick:
    return Yardstick("pure Python loop", statistics.median(_timed(_loop) for _ in range(RUNS)))


def javascript_loop(playwright: Playwright, executable: str, arguments: list[str]) -> Yardstick:
    """The loop in a blank page of the Chromium that the figures come from."""
    browser = playwright.chromium.launch(executable_path=executable, headless=True, args=arguments)
    try:
        steps = LOOP_STEPS * JAVASCRIPT_FACTOR
        times: list[float] = browser.new_page().evaluate(JAVASCRIPT_LOOP, [steps, RUNS])
    finally:
        browser.close()
    return Yardstick("JavaScript loop", statistics.median(times) / 1000)


def mean(before: Yardstick, after: Yardstick) -> Yardstick:
    """Of a yardstick that was measured before and after the figures."""
    return Yardstick(before.name, (before.seconds + after.seconds) / 2)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _loop() -> int:
    table: dict[int, float] = {}
    values = [0.0] * 1024
    whole, real = 1, 0.5
    for step in range(LOOP_STEPS):
        whole = (whole * 1103515245 + 12345) & 0xFFFFFFFF
        real = real * 0.999 + (whole % 1000) / 1000
        values[whole % 1024] = real
        table[whole % 4096] = values[step % 1024]
    return len(table)
