"""The yardstick of the server: `python -m tests.bench.bare_server FOLDER PORT`.

A push costs what no server of the protocol can save: Litestar's handling of a request, one pass of SHA-256
over the commits, one signature verified and one made, and one durable insert into SQLite.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from litestar import Litestar, Request, Response, get, post

KEY_BYTES, SIGNATURE_BYTES = 32, 64
TABLE = "CREATE TABLE IF NOT EXISTS pushes (number INTEGER PRIMARY KEY, digest BLOB, commits BLOB)"


def open_database(folder: Path) -> sqlite3.Connection:
    """Durable as the server's own: write-ahead log, and a sync for every commit of a transaction."""
    folder.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / "bare.sqlite3", check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(TABLE)
    return database


def make_app(folder: Path) -> Litestar:
    database, receipt_key = open_database(folder), Ed25519PrivateKey.generate()

    @get("/health/ready", sync_to_thread=False)
    def ready() -> str:
        return "ready"

    @post("/pushes")
    async def push(request: Request) -> Response[bytes]:
        """The body is a public key, its signature of the digest, and the commits."""
        body = await request.body()
        key, signature = body[:KEY_BYTES], body[KEY_BYTES : KEY_BYTES + SIGNATURE_BYTES]
        commits = body[KEY_BYTES + SIGNATURE_BYTES :]
        digest = hashlib.sha256(commits).digest()
        Ed25519PublicKey.from_public_bytes(key).verify(signature, digest)
        database.execute("INSERT INTO pushes (digest, commits) VALUES (?, ?)", (digest, commits))
        return Response(receipt_key.sign(digest), status_code=201, media_type="application/octet-stream")

    @get("/pushes/{after:int}", sync_to_thread=False)
    def pull(after: int) -> Response[bytes]:
        """The next push, or nothing after the last."""
        query = "SELECT commits FROM pushes WHERE number > ? ORDER BY number LIMIT 1"
        row = database.execute(query, (after,)).fetchone()
        return Response(row[0] if row else b"", media_type="application/octet-stream")

    return Litestar([ready, push, pull], openapi_config=None, request_max_body_size=None)


if __name__ == "__main__":
    uvicorn.run(make_app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
