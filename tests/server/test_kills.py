"""A real server that is killed under load. `make kills` does it three hundred times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.kills.run import kill_many


def test_a_server_that_is_killed_has_what_it_acknowledged_and_the_rest_whole_or_not_at_all(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    survived = kill_many(tmp_path / "data", 5, 0, lambda _: None)
    assert survived.acknowledged > 5
    assert capfd.readouterr().err == ""
