"""The built client: known files only, each with its media type, its caching and its compressed twin."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
from litestar import Response
from litestar.response import Stream

from server.web.requests import AnyRequest
from server.web.streaming import PART_BYTES, drained
from shared.errors import AutusError

# The table of the operating system differs between machines.
MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
# The build names the files in these folders by a hash of their content.
HASHED_FOLDERS = ("assets/", "py/")
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
NOT_PAGES = ("api/", "health/", "schema/", *HASHED_FOLDERS)
INDEX = "index.html"


class ClientFile(msgspec.Struct, frozen=True):
    """`etag` changes with the file, and is None for a file without a hash in its name."""

    path: Path
    media_type: str
    caching: str
    has_twin: bool
    etag: str | None
    compressed_etag: str | None


class ClientFiles:
    """The files of the build by their path, listed once. No other file can be requested."""

    def __init__(self, folder: Path) -> None:
        """Raises AutusError BAD_SETTINGS where the folder or a file in it cannot be read."""
        if not folder.is_dir():
            raise AutusError("BAD_SETTINGS", f"AUTUS_CLIENT={folder} is no folder; `make build` makes it")
        try:
            found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
            self.files = {
                path.relative_to(folder).as_posix(): _client_file(folder, path)
                for path in found
                if path.suffix != ".br"
            }
        except OSError as error:
            raise AutusError("BAD_SETTINGS", f"AUTUS_CLIENT={folder} cannot be read: {error}") from None
        closed = [path for path in (folder, *found) if not os.access(path, os.R_OK)]
        if closed:
            raise AutusError("BAD_SETTINGS", f"AUTUS_CLIENT={folder}: {closed[0]} cannot be read")

    def find(self, path: str, request: AnyRequest) -> ClientFile | None:
        """The file at `path`. A navigation to an unknown path gets the client itself."""
        file = self.files.get(path or INDEX)
        if file is None and is_navigation(path, request):
            file = self.files.get(INDEX)
        return file


def is_navigation(path: str, request: AnyRequest) -> bool:
    """Whether a browser requests a page to show, and not a missing file."""
    if path.startswith(NOT_PAGES) or "." in path.rpartition("/")[2]:
        return False
    mode = request.headers.get("sec-fetch-mode", "navigate")
    return mode == "navigate" and "text/html" in request.headers.get("accept", "")


def _client_file(folder: Path, path: Path) -> ClientFile:
    name = path.relative_to(folder).as_posix()
    compressed = path.with_name(path.name + ".br")
    hashed = name.startswith(HASHED_FOLDERS)
    has_twin = compressed.is_file()
    return ClientFile(
        path=path,
        media_type=MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        caching=IMMUTABLE if hashed else REVALIDATE,
        has_twin=has_twin,
        # With a validator a cache could keep a copy that a proxy cut short: 304 would confirm it for ever.
        etag=_etag(path, "") if hashed else None,
        compressed_etag=_etag(compressed, "-br") if hashed and has_twin else None,
    )


def _etag(path: Path, suffix: str) -> str:
    facts = path.stat()
    return f'"{facts.st_mtime_ns:x}-{facts.st_size:x}{suffix}"'


def _accepts_brotli(request: AnyRequest) -> bool:
    for offer in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = offer.partition(";")
        if name.strip().lower() == "br":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


async def client_response(
    files: ClientFiles, path: str, request: AnyRequest
) -> Response[bytes | None] | Stream:
    """A file of the built client. Raises AutusError NOT_FOUND."""
    file = files.find(path.lstrip("/"), request)
    if file is None:
        raise AutusError("NOT_FOUND", "there is nothing at this address")
    compressed = file.has_twin and _accepts_brotli(request)
    etag = file.compressed_etag if compressed else file.etag
    headers = {"cache-control": file.caching, "vary": "Accept-Encoding"}
    if etag is not None:
        headers["etag"] = etag
        if etag in request.headers.get("if-none-match", ""):
            return Response(content=None, status_code=304, headers=headers)
    if compressed:
        headers["content-encoding"] = "br"
    source = file.path.with_name(file.path.name + ".br") if compressed else file.path
    try:
        content, size = await asyncio.to_thread(_read_if_small, source)
    except FileNotFoundError:
        raise AutusError("NOT_FOUND", "the client is being built anew") from None
    if content is not None:
        return Response(content=content, media_type=file.media_type, headers=headers)
    headers["content-length"] = str(size)
    return Stream(drained(_parts(source, size)), media_type=file.media_type, headers=headers)


def _read_if_small(path: Path) -> tuple[bytes | None, int]:
    """The content of a file of one part, or None, and the size of the file."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return (file.read() if size <= PART_BYTES else None), size


async def _parts(path: Path, size: int) -> AsyncGenerator[bytes]:
    for offset in range(0, size, PART_BYTES):
        # Opened anew for each part: a client that stops reading holds no file handle.
        yield await asyncio.to_thread(_read_part, path, offset)


def _read_part(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(PART_BYTES)
