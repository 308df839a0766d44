"""The server over loopback HTTP, with real signatures and every push durable. `run()` gives the figures."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from shared.wire.pushes import PullPage, decode_commits
from tests.bench.server_load import (
    Connection,
    Line,
    ServerProcess,
    Writer,
    http,
    pushes_per_second,
    server_process,
)

FEW, MANY = 20_000, 1_000_000
BATCH = 1_000
SINGLES = 100
TURNS = 16
CLIENTS = 16
PUSHES_PER_CLIENT = 60
STARTS = 5


def run(many: int = MANY) -> dict[str, float]:
    """Medians where a figure is measured more than once; rates in commits or pushes per second."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), many, figures))
    return figures


async def _measure(folder: Path, many: int, figures: dict[str, float]) -> None:
    starts = []
    for index in range(STARTS):
        with server_process(folder / f"start{index}") as server:
            starts.append(server.first_answer_s)
    figures["start_to_first_answer_s"] = statistics.median(starts)
    with server_process(folder / "data") as server:
        connection = Connection(server.port)
        writer = Writer("bench")
        await writer.register(connection)
        line = Line(writer)
        figures["push_commits_per_s"] = _fill(connection, line, FEW)
        figures["pull_commits_per_s"] = _pull(connection, line)
        figures["one_commit_pushes_per_s_16_clients"] = await _clients(server, connection)
        stored = FEW + CLIENTS * PUSHES_PER_CLIENT
        while stored < many:
            count = min(100_000, many - stored)
            figures["push_commits_per_s_filled"] = _fill(connection, Line(writer), count)
            stored += count
        with server_process(folder / "few") as fresh:
            figures.update(await _singles_by_turns(fresh, connection, Line(writer)))
        figures["stored_commits"] = float(stored + TURNS * SINGLES)
        figures["rss_mb_filled"] = server.memory_mb()
        connection.close()
    # Stopped: the write-ahead log is merged into the file.
    figures["disk_bytes_per_commit"] = server.disk_bytes() / figures["stored_commits"]


def _fill(connection: Connection, line: Line, count: int) -> float:
    """Commits per second of requests in a row; building them is not counted."""
    rates = []
    for _ in range(count // BATCH):
        request = line.push(BATCH)
        start = time.perf_counter()
        status, body = connection.request(request)
        rates.append(BATCH / (time.perf_counter() - start))
        if status != 201:
            raise RuntimeError(body)
    return statistics.median(rates)


async def _singles_by_turns(few: ServerProcess, filled: Connection, filled_line: Line) -> dict[str, float]:
    """Pushes of one commit to a server with few commits and to the filled one, in turns.

    One after the other, whatever the machine and its disk do in between would pass for a difference.
    """
    connection = Connection(few.port)
    writer = Writer("few")
    await writer.register(connection)
    _fill(connection, Line(writer), FEW)
    sides = [("20k", connection, Line(writer)), ("filled", filled, filled_line)]
    times: dict[str, list[float]] = {"20k": [], "filled": []}
    for turn in range(TURNS):
        for name, to, line in sides if turn % 2 else reversed(sides):
            times[name] += _singles(to, line)
    connection.close()
    figures = {}
    for name, taken in times.items():
        taken.sort()
        figures[f"one_commit_push_p50_ms_{name}"] = taken[len(taken) // 2]
        figures[f"one_commit_push_p99_ms_{name}"] = taken[len(taken) * 99 // 100]
    figures["one_commit_push_p50_ratio"] = (
        figures["one_commit_push_p50_ms_filled"] / figures["one_commit_push_p50_ms_20k"]
    )
    return figures


def _singles(connection: Connection, line: Line) -> list[float]:
    """Milliseconds of each of SINGLES pushes in a row."""
    requests = [line.push(1) for _ in range(SINGLES)]
    times = []
    for request in requests:
        start = time.perf_counter()
        status, body = connection.request(request)
        times.append((time.perf_counter() - start) * 1000)
        if status != 201:
            raise RuntimeError(body)
    return times


def _pull(connection: Connection, line: Line) -> float:
    pages, after, commits, seconds = [], 0, 0, 0.0
    while True:
        path = f"/api/v1/vaults/{line.vault.hex()}/pushes?after={after}"
        start = time.perf_counter()
        _, body = connection.request(http("GET", path, line.writer.token))
        seconds += time.perf_counter() - start
        page = msgspec.msgpack.decode(body, type=PullPage)
        if not page.pushes:
            return commits / seconds
        pages.append(len(body))
        after = page.pushes[-1].receipt.number
        commits += sum(len(decode_commits(push.commits)) for push in page.pushes)


async def _clients(server: ServerProcess, connection: Connection) -> float:
    """Pushes of one commit per second, from clients that each have an account, a vault and a connection."""
    work = []
    for index in range(CLIENTS):
        writer = Writer(f"client{index}")
        await writer.register(connection)
        line = Line(writer)
        work.append([line.push(1) for _ in range(PUSHES_PER_CLIENT)])
    return pushes_per_second(server.port, work)


if __name__ == "__main__":
    print(json.dumps(run(*[int(argument) for argument in sys.argv[1:]]), indent=2))
