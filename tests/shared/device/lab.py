"""Devices and a server in one process, without pauses: the laboratory of the engine's tests."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Callable, Coroutine
from typing import Any

from shared.device.core.vault import Vault
from tests.simulation.database import StoredVault
from tests.simulation.world import Profile, World

NAME, PASSWORD = "alice", "correct horse battery"
Document = dict[str, Any]


def play(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Runs an async test; its parameters stay visible to pytest."""

    @functools.wraps(test)
    def run(**arguments: object) -> None:
        asyncio.run(test(**arguments))

    return run


class Lab(World):
    """A calm world whose calls answer with the result, or raise AssertionError."""

    pushes_first = False
    note = ""
    """What the person has written down."""

    @classmethod
    async def open(cls, seed: int = 1) -> Lab:
        lab = cls(seed, lambda _: None)
        await lab.start()
        return lab

    async def device(self, name: str) -> Profile:
        profile = self.add_profile(name)
        self.switch_on(profile)
        await self.ok(profile, "boot")
        return profile

    async def restart(self, profile: Profile) -> None:
        await self.crash(profile)
        self.switch_on(profile)
        await self.ok(profile, "boot")

    async def ok(self, profile: Profile, method: str, **fields: object) -> Any:
        answer = await self.call(profile, method, **fields)
        assert "ok" in answer, answer
        return answer["ok"]

    async def code(self, profile: Profile, method: str, **fields: object) -> str:
        """The code of the refusal that the call must end in."""
        answer = await self.call(profile, method, **fields)
        assert "error" in answer, answer
        return str(answer["error"]["code"])

    async def join(self, profile: Profile, *, adopt: bool = True) -> None:
        fields = {"name": NAME, "password": PASSWORD, "device_name": profile.name}
        if self.server.database.keyset is None:
            await self.ok(profile, "register", **fields)
        else:
            await self.ok(profile, "login", **fields, adopt=adopt)

    def draft(self, profile: Profile, vault: str, page: int, patch: Document, **fields: object) -> Document:
        assert profile.facade is not None
        request = {"vault": vault, "page": page, "patch": patch, **fields}
        answer: Document = json.loads(profile.facade.draft(json.dumps(request).encode()))
        return answer

    async def commit(self, profile: Profile, vault: str, label: str) -> Document:
        self.steps += 1
        await self.ok(profile, "view", vault=vault)
        self.draft(profile, vault, 3, {"allocations": {"S": 1, "E": 1 + self.steps % 7}})
        answer: Document = await self.ok(profile, "commit", vault=vault, label=label)
        return answer

    async def labels(self, profile: Profile, vault: str) -> list[str]:
        rows = (await self.ok(profile, "history", vault=vault, limit=500))["rows"]
        return [row["label"] for row in rows if row["label"] is not None]

    async def sync_error(self, profile: Profile, vault: str) -> Document | None:
        """The problem that a round of sync leaves, of this vault or of the account.

        With `pushes_first` the device pushes without a round. What that does not show, the round of the next
        five minutes must show.
        """
        status = await self.ok(profile, "sync_changes" if self.pushes_first else "sync")
        if self.pushes_first and status["phase"] == "synced":
            self.pass_minutes(5)
            status = await self.ok(profile, "sync_changes")
        own = next((each["error"] for each in status["vaults"] if each["vault"] == vault), None)
        error: Document | None = own or status["error"]
        return error

    def pass_minutes(self, minutes: int) -> None:
        self.steps += minutes * 60 * self.coarseness

    async def agree(self, profile: Profile) -> list[str]:
        """Does what the person is asked for until sync is calm: log in, agree to a restored database. Returns
        what was asked.
        """
        status = await self.ok(profile, "sync")
        asked: list[str] = []
        while status["needs"] is not None:
            asked.append(status["needs"])
            assert len(asked) < 5, asked
            if status["needs"] == "login":
                await self.join(profile)
                status = await self.ok(profile, "sync")
            else:
                assert status["needs"] == "generation", status
                status = await self.ok(profile, "accept_generation")
        assert (status["phase"], status["waiting"], status["error"]) == ("synced", 0, None), status
        return asked

    def vault(self, profile: Profile, vault: str) -> Vault:
        assert profile.facade is not None
        return profile.facade.device.vault(bytes.fromhex(vault))

    def stored(self, vault: str) -> StoredVault:
        return self.server.database.vaults[bytes.fromhex(vault)]


async def two_devices() -> tuple[Lab, Profile, Profile, str]:
    """A and B in one account with one vault, of which both have two pushes."""
    lab = await Lab.open()
    a, b = await lab.device("A"), await lab.device("B")
    vault = (await lab.ok(a, "create_vault", title="Ship it"))["vault"]
    await lab.join(a)
    await lab.ok(a, "sync")
    await lab.commit(a, vault, "a1")
    await lab.ok(a, "sync")
    await lab.join(b)
    assert await lab.sync_error(b, vault) is None
    return lab, a, b, vault
