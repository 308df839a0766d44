"""Two devices of one server, for the stories that tests tell of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.settings import Settings
from tests.authenticator import Authenticator
from tests.client.terminal.phones import NAME, WITH_PASSWORD, Phone, Play
from tests.server.conftest import serving


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Runs a story of two devices of one server. The first one has made an account with a goal."""
    (tmp_path / "dist").mkdir()
    settings = Settings(data=str(tmp_path / "data"), client=str(tmp_path / "dist"))
    with serving(settings) as server:

        async def run(story: Callable[[Phone, Phone], Coroutine[Any, Any, None]]) -> None:
            authenticator = Authenticator(server.url)
            one, two = (Phone(tmp_path / name, server.url, authenticator) for name in ("one", "two"))
            try:
                for phone in (one, two):
                    await phone.ok("boot")
                await one.ok("create_vault", title="Ship it")
                await one.ok("register", name=NAME, device_name="one", **WITH_PASSWORD)
                await one.ok("sync")
                await story(one, two)
            finally:
                for phone in (one, two):
                    await phone.host.close()

        yield lambda story: asyncio.run(run(story))
