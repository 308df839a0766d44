"""A world of devices and one server. One seeded choice ends every wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shared.device.api.facade import Facade
from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from tests.lies.liar import Liar
from tests.simulation.host import MemoryStore, SimCrypto, SimHost, SimTransport
from tests.simulation.server import SimServer

YEAR_MS = 365 * 86_400_000
START_MS = 1_700_000_000_000

Document = dict[str, Any]
Request = tuple[str | None, str, str, bytes | None]


class WorldError(AssertionError):
    """An invariant does not hold."""


@dataclass
class Wait:
    """The point where a task of a profile waits: a write, a request in flight, or an answer in flight."""

    profile: Profile
    what: str
    future: asyncio.Future[Response | None]
    request: Request | None = None
    answer: Response | None = None


@dataclass
class Profile:
    """What survives a crash: records, keys, and the error of the clock."""

    name: str
    records: dict[str, bytes] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    clock_ms: int = 0
    offline: bool = False
    facade: Facade | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    commits: int = 0


class World:
    """With `calm`, nothing is paused, lost or repeated, so calls end by themselves."""

    def __init__(self, seed: int, tell: Callable[[str], None]) -> None:
        self.random = Random(seed)
        self.tell = tell
        self.calm = True
        self.steps = 0
        # A coarse clock gives many commits the same time.
        self.coarseness = self.random.choice([1, 1, 100])
        self.waits: list[Wait] = []
        self.ghosts: list[Request] = []
        self.profiles: list[Profile] = []
        self.fault: Callable[[Profile, str], None] | None = None
        self.failures: list[BaseException] = []
        self.crypto = SimCrypto({}, self.random)
        self.server: SimServer
        # It stands before the server, and is honest until it begins an attack.
        self.liar: Liar

    async def start(self) -> None:
        seed = self.random.randbytes(32)
        self.server = SimServer(self.crypto, seed, await self.crypto.ed25519_public(seed))
        self.liar = Liar(self._honest, seed)

    async def _honest(self, *request: Any) -> Response:
        return await self.server.answer(*request)

    def now_ms(self, profile: Profile) -> int:
        return START_MS + self.steps // self.coarseness * 1_000 + profile.clock_ms

    def add_profile(self, name: str) -> Profile:
        profile = Profile(name)
        self.profiles.append(profile)
        return profile

    def copy_profile(self, original: Profile) -> Profile:
        """Restores the backup of a browser profile on another machine: the same device exists twice."""
        copied = Profile(
            f"{original.name}'",
            records=dict(original.records),
            keys=dict(original.keys),
            clock_ms=original.clock_ms,
        )
        self.profiles.append(copied)
        return copied

    def switch_on(self, profile: Profile) -> Facade:
        """Starts a fresh process on the profile's records."""

        async def send(token: str | None, method: str, path: str, body: bytes | None) -> Response:
            return await self._send(profile, (token, method, path, body))

        async def pause(where: str) -> None:
            if self.fault is not None:
                self.fault(profile, where)
            if not self.calm:
                await self._wait(Wait(profile, where, asyncio.get_running_loop().create_future()))

        store = MemoryStore(profile.records, pause)
        crypto = SimCrypto(profile.keys, self.random)
        host = SimHost(crypto, store, SimTransport(send), lambda: self.now_ms(profile))
        profile.facade = Facade(host, lambda _: None)
        return profile.facade

    async def crash(self, profile: Profile) -> None:
        """Ends the process at once. Only written records survive."""
        self.tell(f"{profile.name} crashes")
        tasks, profile.tasks = profile.tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.waits = [wait for wait in self.waits if wait.profile is not profile]
        profile.facade = None

    def spawn(self, profile: Profile, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        profile.tasks.add(task)
        task.add_done_callback(lambda done: self._ended(profile, done))

    def _ended(self, profile: Profile, task: asyncio.Task[None]) -> None:
        profile.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failures.append(error)

    async def settle(self) -> None:
        """Runs every task until it waits for the world."""
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        await asyncio.sleep(0)
        while ready:  # noqa: ASYNC110 - it ends when nothing else can run
            await asyncio.sleep(0)
        if self.failures:
            raise self.failures[0]

    async def call(self, profile: Profile, method: str, **fields: object) -> Document:
        """The facade's answer: `ok` or `error`."""
        assert profile.facade is not None
        answer: Document = json.loads(await profile.facade.call(method, json.dumps(fields).encode()))
        shown = answer.get("error", "ok")
        self.tell(f"{profile.name} {method} {fields.get('label', '')} -> {shown}")
        return answer

    async def _wait(self, wait: Wait) -> Response | None:
        self.waits.append(wait)
        try:
            return await wait.future
        finally:
            # The waiting task may have been interrupted.
            self.waits = [other for other in self.waits if other is not wait]

    async def _send(self, profile: Profile, request: Request) -> Response:
        if self.calm:
            return await self.liar.answer(*request)
        if profile.offline:
            raise TransportError("OFFLINE", "no network")
        future: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        answer = await self._wait(Wait(profile, f"{request[1]} {request[2]}", future, request))
        assert answer is not None
        return answer

    async def end_one_wait(self) -> None:
        """Lets one write, request or answer continue, or fail."""
        wait = self.waits.pop(self.random.randrange(len(self.waits)))
        chance = self.random.random()
        if wait.request is None:
            if chance < 0.03:
                self.tell(f"at {wait.what} ...")
                await self.crash(wait.profile)
            elif chance < 0.05 and wait.what == "before write":
                self.tell(f"{wait.profile.name} cannot write")
                wait.future.set_exception(AutusError("STORAGE_FAILED", "no room"))
            else:
                wait.future.set_result(None)
        elif wait.answer is None:
            await self._carry_request(wait, wait.request, chance)
        elif chance < 0.08 or wait.profile.offline:
            self._lose(wait, "the answer")
        else:
            wait.future.set_result(wait.answer)

    async def _carry_request(self, wait: Wait, request: Request, chance: float) -> None:
        if chance < 0.06 or wait.profile.offline:
            self._lose(wait, "the request")
            return
        if chance < 0.16:
            # Carried out later, perhaps much later: after a timeout, or a second time.
            self.ghosts.append(request)
            if chance < 0.11:
                self._lose(wait, "for now the request")
                return
        try:
            wait.answer = await self.liar.answer(*request)
        except AutusError as error:
            # What a host raises for a body without end.
            if not wait.future.done():
                wait.future.set_exception(error)
            return
        if not wait.future.done():
            self.waits.append(wait)

    def _lose(self, wait: Wait, what: str) -> None:
        self.tell(f"{wait.profile.name} loses {what}: {wait.what}")
        wait.future.set_exception(TransportError("TIMEOUT", "no answer came"))

    async def end_ghost(self) -> None:
        ghost = self.ghosts.pop(self.random.randrange(len(self.ghosts)))
        self.tell(f"late or repeated: {ghost[1]} {ghost[2]}")
        with suppress(AutusError):
            await self.liar.answer(*ghost)
