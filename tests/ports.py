"""Ports of this machine for the servers that tests start."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from contextlib import closing
from pathlib import Path

# Systems give higher ports to outgoing connections. One of those could take a port while its server restarts.
PORTS = range(20_000, 32_000)
FOLDER = Path(tempfile.gettempdir()) / "autus-test-ports"
# The locks of this process. Its end releases them.
_held: list[int] = []


def reserve_port() -> int:
    """A free port that no other process of the tests gets while this one runs.

    Raises RuntimeError where no port is free.
    """
    FOLDER.mkdir(exist_ok=True)
    # Not the generator of `random` itself: pytest-randomly seeds it alike in every worker.
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        lock = os.open(FOLDER / str(port), os.O_CREAT | os.O_WRONLY)
        if _is_locked(lock) and _is_free(port):
            _held.append(lock)
            return port
        os.close(lock)
    raise RuntimeError("no port is free")


def _is_locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
