"""The image is built by the Makefile's own steps, and runs as nobody in particular."""

from __future__ import annotations

import json
import re

from tests.tidy.sources import ROOT


def instructions() -> list[tuple[str, str]]:
    """(INSTRUCTION, arguments) in order, comments left out and continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = filter(None, (line.strip() for line in text.replace("\\\n", " ").splitlines()))
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1]) for line in lines]


def arguments(instruction: str) -> list[str]:
    return [rest for name, rest in instructions() if name == instruction]


def test_every_step_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    steps = [step.split() for step in arguments("RUN")]
    assert steps
    for command, *made in steps:
        assert command == "make"
        assert made
        assert set(made) <= targets


def test_every_base_has_an_exact_version() -> None:
    bases = [base.split()[0] for base in arguments("FROM")]
    assert len(bases) > 1, "a build stage and a stage that runs"
    for base in bases:
        assert re.search(r":\d+\.\d+", base), base


def test_the_container_runs_without_privileges_and_has_a_health_check() -> None:
    last_stage = instructions()
    last_stage = last_stage[max(i for i, (name, _) in enumerate(last_stage) if name == "FROM") :]
    users = [rest for name, rest in last_stage if name == "USER"]
    assert users
    # A number, so that an orchestrator can see without reading the image that it is not root.
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", users[-1])
    assert [rest for name, rest in last_stage if name == "HEALTHCHECK"]
    assert not [rest for name, rest in last_stage if name == "RUN"]


def test_the_command_is_a_list_so_that_signals_reach_the_server() -> None:
    command = json.loads(arguments("CMD")[-1])
    assert command == ["python", "-m", "server"]


def test_the_build_context_contains_everything_that_is_copied() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    for copied in arguments("COPY"):
        if "--from=" not in copied:
            for source in copied.split()[:-1]:
                assert source in let_in, source
                assert (ROOT / source).exists(), source
