"""The engine behind its facade: one device whose control moves, and two that worked offline. No sockets."""

from __future__ import annotations

import json
import time
from itertools import count
from random import Random
from typing import Any

from shared import kernel
from shared.device.api.facade import Facade
from tests.bench.drafts import imported
from tests.simulation.host import MemoryStore, SimCrypto, SimHost, SimTransport
from tests.simulation.server import SimServer

PASSWORD = "correct horse battery staple"


class SimDevice:
    def __init__(self, server: SimServer, random: Random) -> None:
        clock = count(1_800_000_000_000)
        store = MemoryStore({}, _no_pause)
        host = SimHost(SimCrypto({}, random), store, SimTransport(server.answer), lambda: next(clock))
        self.facade = Facade(host, lambda _: None)

    async def call(self, method: str, **payload: object) -> Any:
        answer = json.loads(await self.facade.call(method, json.dumps(payload).encode()))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["ok"]


async def _no_pause(_: str) -> None:
    pass


async def answer_times(runs: int, answers: int) -> list[float]:
    """Microseconds from the JSON of a moved control to the JSON with LIVE, drift and SIM."""
    random = Random(3)
    crypto = SimCrypto({}, random)
    seed = random.randbytes(32)
    device = SimDevice(SimServer(crypto, seed, await crypto.ed25519_public(seed)), random)
    await device.call("boot")
    vault = (await device.call("create_vault", title="A goal"))["vault"]
    await device.call("import_commits", vault=vault, commits=imported(random, 50))
    moves = []
    for _ in range(answers):
        shares = {slot: random.random() for slot in kernel.SLOTS}
        moves.append(json.dumps({"vault": vault, "page": 3, "patch": {"allocations": shares}}).encode())
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for move in moves:
            device.facade.draft(move)
        times.append((time.perf_counter() - start) / answers * 1e6)
    return times


async def merge_round_ms(commits: int, seed: int) -> float:
    """Milliseconds until two devices agree that each made `commits` commits offline on the same head."""
    random = Random(seed)
    crypto = SimCrypto({}, random)
    signing_seed = random.randbytes(32)
    server = SimServer(crypto, signing_seed, await crypto.ed25519_public(signing_seed))
    one, other = SimDevice(server, random), SimDevice(server, random)
    await one.call("boot")
    vault = (await one.call("create_vault", title="A goal"))["vault"]
    await one.call("register", name="mina", password=PASSWORD, device_name="one")
    await one.call("sync")
    await other.call("boot")
    await other.call("login", name="mina", password=PASSWORD, device_name="other", adopt=False)
    for device in (one, other):
        await device.call("import_commits", vault=vault, commits=imported(random, commits))
    start = time.perf_counter()
    for device in (one, other, one):
        await device.call("sync")
    elapsed = (time.perf_counter() - start) * 1000
    heads = {(await device.call("view", vault=vault))["head"] for device in (one, other)}
    if len(heads) != 1:
        raise RuntimeError("the devices do not agree")
    return elapsed
