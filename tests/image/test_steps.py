"""Runs the Dockerfile's own steps in an empty folder, which holds only what the Dockerfile copies by name.

The packages of npm and Pyodide come from this checkout. Their lock files decide what they are, and
`make test` has just installed them with the same targets.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.ports import reserve_port
from tests.tidy.sources import ROOT, tracked_files
from tests.tidy.test_dockerfile import arguments, instructions

IMAGE_ROOT = "/srv/autus"
STEP_SECONDS = 600
INSTALLED = ("client/web/node_modules", "client/web/.pyodide-wheels")
pytestmark = pytest.mark.timeout(4 * STEP_SECONDS)


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def copy_tracked(source: str, target: Path) -> None:
    """Copies what `COPY source target` copies from a clean checkout."""
    wanted = ROOT / source
    for path in tracked_files():
        if path == wanted or path.is_relative_to(wanted):
            into = target / path.relative_to(ROOT)
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, into)


def run_step(command: str, folder: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "VIRTUAL_ENV"))
    }
    run = subprocess.run(
        command.split(),
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=STEP_SECONDS,
    )
    assert run.returncode == 0, f"{command}\n{run.stdout[-4000:]}\n{run.stderr[-4000:]}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build stage: its copies and its RUN steps, in their order."""
    folder = tmp_path_factory.mktemp("build")
    for below in INSTALLED:
        shutil.copytree(ROOT / below, folder / below, symlinks=True)
    for name, rest in stages()[-2]:
        if name == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                copy_tracked(source, folder)
        elif name == "RUN":
            run_step(rest, folder)
    return folder


@pytest.fixture(scope="module")
def image(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last stage: what it copies, and nothing else."""
    folder = tmp_path_factory.mktemp("image")
    for name, rest in stages()[-1]:
        if name != "COPY":
            continue
        words = [word for word in rest.split() if not word.startswith("--")]
        for source in words[:-1]:
            if "--from=build" in rest:
                below = source.removeprefix(IMAGE_ROOT + "/")
                # .venv stays where it was made: its programs name their interpreter by an absolute path.
                if below != ".venv":
                    shutil.copytree(built / below, folder / below)
            else:
                copy_tracked(source, folder)
    return folder


def answer(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended by itself"
        try:
            if answer(url)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("the server never became ready")


def test_what_the_image_holds_serves_the_product(built: Path, image: Path, tmp_path: Path) -> None:
    port = reserve_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AUTUS_")}
    environment |= {"AUTUS_DATA": str(tmp_path / "data"), "AUTUS_PORT": str(port)}
    program, *given = json.loads(arguments("CMD")[-1])
    command = [built / ".venv/bin" / program, *given]
    with subprocess.Popen(command, cwd=image, env=environment) as server:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/health/ready", server)
            status, page = answer(f"http://127.0.0.1:{port}/")
            assert status == 200
            assert b"<!doctype html>" in page.lower()
        finally:
            server.terminate()
