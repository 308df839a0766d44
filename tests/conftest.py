"""Settings of all tests: repeatable Hypothesis runs, and the folder of the project."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# derandomize: a failure comes again on the next run, here and in CI. A deadline would depend on the machine.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For other CPythons and Pyodide. One CPython runs all examples.
settings.register_profile("brief", settings.get_profile("repeatable"), max_examples=5)
# For a long search by hand: HYPOTHESIS_PROFILE=search pytest --timeout 0 ...
settings.register_profile("search", deadline=None, max_examples=5_000, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).resolve().parent.parent
TEARDOWN_SECONDS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Counts no lines in property tests, in tests of texts, and in further cases of a test of whole devices.

    Counting takes several times as long as these tests do, and they run the same lines again and again.
    """
    tests = ROOT / "tests"
    for item in items:
        case = getattr(item, "callspec", None)
        is_again = case is not None and any(case.indices.values())
        is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        below = item.path.relative_to(tests).as_posix()
        if is_property or below.startswith("tidy/") or (is_again and below.startswith("shared/device/")):
            item.add_marker(pytest.mark.no_cover)


# Pyodide has no threads, and so no watchdog.
if sys.platform != "emscripten":

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown() -> Iterator[None]:
        """Ends the process of a test that cannot be torn down: pytest-timeout no longer watches it."""
        faulthandler.dump_traceback_later(TEARDOWN_SECONDS, exit=True)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT
