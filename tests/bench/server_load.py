"""Work for a server under measurement: pushes built and signed beforehand, and a bare HTTP client."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.terminal.crypto import NativeCrypto
from shared.chain.header import Header, Kind, commit_id, encode_header, vault_id
from shared.sync.certificate import certificate_message
from shared.vault.roster import Roster, extend_roster, sign_add
from shared.vault.roster_statements import device_id
from shared.wire.accounts import KdfParams, Keyset, Registration, SessionAnswer, Wrap
from shared.wire.encoding import encode
from shared.wire.pushes import Certificate, Push, WireCommit, encode_commits
from tests.ports import reserve_port

CIPHERTEXT_BYTES = 600
ROOT = Path(__file__).resolve().parents[2]


class Connection:
    """One keep-alive connection; the answers' bodies are read whole, and counted rather than kept."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb", buffering=1 << 20)

    def request(self, raw: bytes) -> tuple[int, bytes]:
        """(status, body) of a whole request."""
        self._socket.sendall(raw)
        status = int(self._file.readline().split(b" ", 2)[1])
        length, chunked = 0, False
        while (line := self._file.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            chunked = chunked or (name.lower() == b"transfer-encoding" and b"chunked" in value)
        return status, self._chunks() if chunked else self._file.read(length)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._file.readline(), 16):
            parts.append(self._file.read(size))
            self._file.readline()
        self._file.readline()
        return b"".join(parts)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def http(method: str, path: str, token: str = "", body: bytes | None = None) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
    if token:
        head += f"authorization: Bearer {token}\r\n"
    if body is not None:
        head += f"content-type: application/msgpack\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + (body or b"")


class Writer:
    """A registered person with one device."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.crypto = NativeCrypto({})
        self.seed = os.urandom(32)
        self.private = Ed25519PrivateKey.generate()
        self.public = self.private.public_key().public_bytes_raw()
        self.device = device_id(self.public)
        self.token = ""

    async def register(self, connection: Connection) -> None:
        identity = await self.crypto.ed25519_public(self.seed)
        statement = await sign_add(self.crypto, self.seed, Roster(identity), self.public, bytes(40), 1)
        roster = await extend_roster(self.crypto, Roster(identity), [statement])
        kdf = KdfParams(salt=bytes(16), memory_kib=65_536, iterations=3, lanes=1)
        wrap = Wrap(
            kind="password", wrap_id=bytes(16), kdf=kdf, account_key=bytes(60), identity_seed=bytes(60)
        )
        registration = Registration(
            name=self.name,
            auth_key=os.urandom(32),
            identity=identity,
            device=self.device,
            keyset=Keyset(version=1, wraps=(wrap,), sealed_secrets=bytes(100)),
            roster=(statement,),
            session="token",
        )
        status, body = connection.request(http("POST", "/api/v1/accounts", body=encode(registration)))
        if status != 201:
            raise RuntimeError(body)
        self.token = msgspec.msgpack.decode(body, type=SessionAnswer).token or ""
        self.identity, self.roster_head = identity, roster.heads[-1]


class Line:
    """A vault whose commits follow one another, with ciphertexts of random bytes."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.vault = b""
        self.tip: bytes | None = None
        self.seq = 0

    def push(self, count: int) -> bytes:
        """The whole request of the next push of `count` commits."""
        writer, base = self.writer, self.tip
        commits = [self._commit() for _ in range(count)]
        if self.tip is None:
            raise ValueError("a push has commits")
        message = certificate_message(self.vault, writer.device, base, self.tip, count, writer.roster_head)
        certificate = Certificate(writer.device, count, writer.roster_head, writer.private.sign(message))
        push = Push(base=base, head=self.tip, commits=encode_commits(commits), certificate=certificate)
        return http("POST", f"/api/v1/vaults/{self.vault.hex()}/pushes", writer.token, encode(push))

    def _commit(self) -> WireCommit:
        salt, tag, ciphertext = os.urandom(32), os.urandom(32), os.urandom(CIPHERTEXT_BYTES)
        if self.tip is None:
            self.vault = vault_id(self.writer.identity, salt)
        parents = () if self.tip is None else (self.tip,)
        self.seq += 1
        header = Header(
            1, Kind(len(parents)), self.vault, 1, parents, self.writer.device, self.seq, salt, tag
        )
        encoded = encode_header(header)
        self.tip = commit_id(encoded, ciphertext)
        return encoded, ciphertext


class ServerProcess:
    """`python -m server` on its own folder; `first_answer_s` from its start to its first answer."""

    def __init__(self, folder: Path) -> None:
        self.port = reserve_port()
        self.folder = folder
        client = ROOT / "client" / "web" / "dist"
        if not client.is_dir():
            # A tree that is only measured is not built.
            client = folder.with_name(f"{folder.name}-client")
            client.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "AUTUS_DATA": str(folder),
            "AUTUS_CLIENT": str(client),
            "AUTUS_PORT": str(self.port),
            "AUTUS_QUOTA_BYTES": str(10**12),
        }
        start = time.perf_counter()
        self.process = subprocess.Popen(self.command(), cwd=ROOT, env=environment)
        self.first_answer_s = self._first_answer(start)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "server"]

    def _first_answer(self, start: float) -> float:
        while time.perf_counter() - start < 30:
            try:
                connection = Connection(self.port)
            except ConnectionRefusedError:
                time.sleep(0.005)
                continue
            status, _ = connection.request(http("GET", "/health/ready"))
            connection.close()
            if status == 200:
                return time.perf_counter() - start
        raise RuntimeError("the server did not start")

    def memory_mb(self) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def disk_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("autus.sqlite3"))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def server_process(folder: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(folder)
    try:
        yield server
    finally:
        server.stop()


def pushes_per_second(port: int, work: list[list[bytes]]) -> float:
    """The rate of clients that each send their requests one after the other, on a connection of their own."""
    failures: list[bytes] = []
    barrier = threading.Barrier(len(work) + 1)
    threads = [
        threading.Thread(target=_client, args=(port, requests, barrier, failures)) for requests in work
    ]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return sum(map(len, work)) / (time.perf_counter() - start)


def _client(port: int, requests: list[bytes], barrier: threading.Barrier, failures: list[bytes]) -> None:
    connection = Connection(port)
    barrier.wait()
    for request in requests:
        status, body = connection.request(request)
        if status != 201:
            failures.append(body)
            break
    connection.close()
