"""The script that finds browsers, on a machine that has none and can install none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tidy.sources import ROOT

NAME = "find_or_install_browser.sh"
NEEDED = ("bash", "cat", "dirname", "mkdir", "tee", "timeout")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the script and the few programs that it may run."""
    for folder in ("bin", "home", "project/scripts"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / NAME, tmp_path / "project" / "scripts" / NAME)
    for name in NEEDED:
        program = shutil.which(name)
        assert program is not None
        (tmp_path / "bin" / name).symlink_to(program)
    return tmp_path


def find(machine: Path, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script from the folder above the project."""
    return subprocess.run(
        ["bash", f"project/scripts/{NAME}", kind],
        cwd=machine,
        env={"PATH": str(machine / "bin"), "HOME": str(machine / "home"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("kind", ["chromium", "headless-shell", "firefox"])
def test_without_a_browser_the_script_fails_and_stores_no_path(machine: Path, kind: str) -> None:
    outcome = find(machine, kind)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert "could be installed" in outcome.stderr
    assert not (machine / "project" / ".cache").exists()


def test_chromium_stands_in_for_the_headless_shell(machine: Path) -> None:
    browser = machine / "a-browser"
    browser.write_text("#!/usr/bin/env bash\n", encoding="utf-8")
    browser.chmod(0o755)
    outcome = find(machine, "headless-shell", CHROMIUM=str(browser))
    assert (outcome.returncode, outcome.stdout) == (0, f"{browser}\n")
    kept = (machine / "project" / ".cache" / "headless-shell-path").read_text(encoding="utf-8")
    assert kept == f"{browser}\n"
