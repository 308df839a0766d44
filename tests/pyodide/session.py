"""One run of pytest inside Pyodide."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

CONFIGURATION = "tests/pyodide/pytest.ini"
TESTS = ("tests/shared",)
# There is no WebAssembly wheel of these packages. A test module that imports one of them is left out.
NATIVE = frozenset({"argon2", "cryptography", "litestar"})


class _NoFiles:
    """The selector of a loop without sockets: it only waits for the next timer."""

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise RuntimeError("every task waits, and no timer is set")
        time.sleep(timeout)
        return []

    def close(self) -> None:
        pass


class _Loop(asyncio.base_events.BaseEventLoop):
    """Runs coroutines to their end, which the loop of Pyodide cannot do without a browser."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _NoFiles()

    def _process_events(self, _: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class LeaveOut:
    """Leaves out what cannot run in WebAssembly, and reports it.

    These are the test modules that import a package without a WebAssembly wheel, and the tests that are
    marked with `deep_nesting`.
    """

    def __init__(self) -> None:
        # What is left out -> why.
        self.reasons: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        package = _missing_package(report.call.excinfo)
        if package in NATIVE:
            self.reasons[collector.nodeid] = f"imports {package}"
            report.outcome, report.longrepr, report.result = "passed", None, []
            _forget(collector.path)
        return report

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        deep = [item for item in items if item.get_closest_marker("deep_nesting")]
        self.reasons |= {item.nodeid: "nests too deep" for item in deep}
        items[:] = [item for item in items if item not in deep]
        config.hook.pytest_deselected(items=deep)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("left out")
        for what, why in sorted(self.reasons.items()):
            terminalreporter.line(f"{what}: {why}")


def _missing_package(failure: pytest.ExceptionInfo[BaseException] | None) -> str | None:
    """The package whose import failed, where that is why a module could not be collected."""
    error = failure.value if failure else None
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name.split(".")[0]
        error = error.__cause__
    return None


def _forget(path: Path) -> None:
    """Removes a module whose import failed. Another test that imports it has to fail in the same way."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == str(path):
            del sys.modules[name]


def _run_coroutines_here() -> None:
    """Makes `asyncio.run` work: the loop of Pyodide counts as running, and only the browser ends its work."""
    asyncio._set_running_loop(None)
    asyncio.events.new_event_loop = _Loop


def main(arguments: list[str]) -> int:
    """The exit code. A run that collects no test fails with pytest's own code for it.

    Arguments that are paths below `tests/` replace the tests that run otherwise.
    """
    _run_coroutines_here()
    tests = () if any(each.startswith("tests/") for each in arguments) else TESTS
    return int(
        pytest.main(
            ["-c", CONFIGURATION, "--rootdir=.", "--confcutdir=.", *tests, *arguments], plugins=[LeaveOut()]
        )
    )
