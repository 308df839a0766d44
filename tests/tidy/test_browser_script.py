"""The scripts that find browsers and proxies, on a machine that has none and can install none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tidy.sources import ROOT

BROWSER, PROXY = "find_or_install_browser.sh", "find_or_install_proxy.sh"
NEEDED = ("bash", "cat", "dirname", "mkdir", "tee", "timeout")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the scripts and the few programs that they may run."""
    for folder in ("bin", "home", "project/scripts"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (BROWSER, PROXY):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "project" / "scripts" / name)
    for name in NEEDED:
        program = shutil.which(name)
        assert program is not None
        (tmp_path / "bin" / name).symlink_to(program)
    return tmp_path


def find(machine: Path, name: str, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script from the folder above the project."""
    return subprocess.run(
        ["bash", f"project/scripts/{name}", kind],
        cwd=machine,
        env={"PATH": str(machine / "bin"), "HOME": str(machine / "home"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", ["chromium", "headless-shell", "firefox"])
def test_without_a_browser_the_script_fails_and_stores_no_path(machine: Path, kind: str) -> None:
    outcome = find(machine, BROWSER, kind)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "could be installed" in outcome.stderr
    assert not (machine / "project" / ".cache").exists()


def test_a_proxy_is_found_by_its_variable_and_its_path_is_stored(machine: Path) -> None:
    outcome = find(machine, PROXY, "caddy", CADDY="no-such-caddy")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    proxy = machine / "a-caddy"
    proxy.write_text("#!/usr/bin/env bash\n", encoding="utf-8")
    proxy.chmod(0o755)
    for environment in ({"CADDY": str(proxy)}, {}):
        outcome = find(machine, PROXY, "caddy", **environment)
        assert (outcome.returncode, outcome.stdout) == (0, f"{proxy}\n")


def test_chromium_stands_in_for_the_headless_shell(machine: Path) -> None:
    browser = machine / "a-browser"
    browser.write_text("#!/usr/bin/env bash\n", encoding="utf-8")
    browser.chmod(0o755)
    outcome = find(machine, BROWSER, "headless-shell", CHROMIUM=str(browser))
    assert (outcome.returncode, outcome.stdout) == (0, f"{browser}\n")
    kept = (machine / "project" / ".cache" / "headless-shell-path").read_text(encoding="utf-8")
    assert kept == f"{browser}\n"
