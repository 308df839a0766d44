"""What the bare server takes for the same load as the real one."""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.server_load import CIPHERTEXT_BYTES, Connection, ServerProcess, http, pushes_per_second
from tests.bench.yardstick import Yardstick

# A commit as the real server gets it: its header, its ciphertext, and what MessagePack adds.
COMMIT_BYTES = CIPHERTEXT_BYTES + 170
BATCH = 1_000
BATCHES = 20
SINGLES = 200
STARTS = 3
CLIENTS = 16
PUSHES_PER_CLIENT = 30


class BareServer(ServerProcess):
    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.bare_server", str(self.folder), str(self.port)]


class Client:
    """Builds pushes that the bare server accepts."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self._public = self._key.public_key().public_bytes_raw()

    def push(self, commits: int) -> bytes:
        body = os.urandom(commits * COMMIT_BYTES)
        signature = self._key.sign(hashlib.sha256(body).digest())
        return http("POST", "/pushes", body=self._public + signature + body)


@contextmanager
def bare_server(folder: Path) -> Iterator[BareServer]:
    server = BareServer(folder)
    try:
        yield server
    finally:
        server.stop()


def measure(folder: Path) -> dict[str, Yardstick]:
    """Yardsticks by what they measure: start, batch, pull, single, clients."""
    starts = []
    for number in range(STARTS):
        with bare_server(folder / f"start{number}") as server:
            starts.append(server.first_answer_s)
    with bare_server(folder / "data") as server:
        connection, client = Connection(server.port), Client()
        batch = _seconds(connection, [client.push(BATCH) for _ in range(BATCHES)])
        pull = _pull(connection)
        single = _seconds(connection, [client.push(1) for _ in range(SINGLES)])
        connection.close()
        work = [[client.push(1) for _ in range(PUSHES_PER_CLIENT)] for _ in range(CLIENTS)]
        rate = pushes_per_second(server.port, work)
    return {
        "start": Yardstick("bare server, start", statistics.median(starts)),
        "batch": Yardstick(f"bare server, push of {BATCH:,} commits", batch / BATCH),
        "pull": Yardstick("bare server, pull", pull / (BATCH * BATCHES)),
        "single": Yardstick("bare server, push of one commit", single),
        "clients": Yardstick(f"bare server, {CLIENTS} clients", 1 / rate),
    }


def _seconds(connection: Connection, requests: list[bytes]) -> float:
    """The median of what a request takes."""
    times = []
    for request in requests:
        start = time.perf_counter()
        status, body = connection.request(request)
        times.append(time.perf_counter() - start)
        if status != 201:
            raise RuntimeError(body)
    return statistics.median(times)


def _pull(connection: Connection) -> float:
    """Seconds of all pages."""
    start = time.perf_counter()
    for after in range(BATCHES + 1):
        status, body = connection.request(http("GET", f"/pushes/{after}"))
        if status != 200 or (not body) != (after == BATCHES):
            raise RuntimeError(f"page {after}: {status}, {len(body)} bytes")
    return time.perf_counter() - start
