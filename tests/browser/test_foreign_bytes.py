"""Documents at the bound of nesting and far above it, for every place that reads bytes of others."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from playwright.sync_api import BrowserContext, Route

from client.terminal.crypto import NativeCrypto
from shared.vault import archive
from shared.vault.keys import new_kdf
from shared.wire.decoding import DEPTH_MAX
from tests.browser.app import CALL_KERNEL, App
from tests.browser.conftest import StartDevice, StartProfile
from tests.browser.journal import Journal
from tests.browser.pair import join, registered
from tests.browser.server import Server

PASSPHRASE = "a passphrase of an archive"
# At the bound, above it, and where a decoder without a bound overflows the stack of every browser.
DEPTHS = (DEPTH_MAX, DEPTH_MAX + 1, 30_000)
PACKED = "application/msgpack"
PROBLEM = "application/problem+json"


def packed(levels: int) -> bytes:
    return b"\x91" * levels + b"\xc0"


def unknown_field(levels: int) -> bytes:
    return b"\x81\xa7unknown" + packed(levels)


def problem(levels: int) -> bytes:
    return b'{"code":"QUOTA_EXCEEDED","more":' + b'{"x":' * levels + b"0" + b"}" * levels + b"}"


async def sealed(levels: int) -> bytes:
    """An archive, sealed with the right passphrase, whose only record nests deep."""
    crypto = NativeCrypto({})
    kdf = new_kdf(crypto)
    head = archive.write_header(kdf)
    writer = archive.ArchiveWriter(crypto, await archive.archive_keys(crypto, PASSPHRASE, head, kdf), head)
    record = b"\x81\xa4type" + packed(levels)
    return writer.begin() + await writer.add(len(record).to_bytes(4, "big") + record) + await writer.finish()


def ask(app: App, method: str, **fields: Any) -> dict[str, Any]:
    """The whole answer of the engine: `ok` or `error`."""
    answer: dict[str, Any] = app.page.evaluate(CALL_KERNEL, [method, fields])
    return answer


def refused_import(app: App, data: bytes, **fields: Any) -> str:
    """The code with which the engine refuses a file."""
    file = app.call("begin_import", size=len(data))["file"]
    app.call("add_import_part", file=file, data=base64.b64encode(data).decode())
    return str(ask(app, "preview_import", file=file, **fields)["error"]["code"])


class Lies:
    """Answers of a server that lies, by a part of the address. Everything else is answered honestly."""

    def __init__(self, context: BrowserContext) -> None:
        self.path = ""
        self.status, self.media_type, self.body = 200, "", b""
        self.told = 0
        context.route("**/api/v1/**", self._answer)

    def _answer(self, route: Route) -> None:
        if self.path and self.path in route.request.url:
            self.told += 1
            route.fulfill(status=self.status, content_type=self.media_type, body=self.body)
        elif route.request.url.endswith("/vaults"):
            _fulfill_without_hashes(route)
        else:
            route.fallback()


def _fulfill_without_hashes(route: Route) -> None:
    """A list that does not say which keyset and roster the server has, so that the device reads both."""
    answer = route.fetch()
    listed = msgspec.msgpack.decode(answer.body())
    listed["keyset_hash"] = listed["roster_hash"] = None
    route.fulfill(response=answer, body=msgspec.msgpack.encode(listed))


def test_no_depth_of_foreign_bytes_ends_the_engine(
    server: Server, new_profile: StartProfile, new_device: StartDevice, journal: Journal
) -> None:
    journal.expect_refusals(422, 500)
    profile = new_profile()
    app = registered(server, profile)
    vault = app.vault()
    author = new_device(server.url)
    join(author)

    for levels in DEPTHS:
        lists = b"[" * levels + b"]" * levels
        assert refused_import(app, lists) == "IMPORT_UNREADABLE"
        assert refused_import(app, b'{"unknown":' + lists + b"}") == "IMPORT_UNREADABLE"
        file = author.run(sealed(levels))
        assert refused_import(app, file, passphrase=PASSPHRASE) == "ARCHIVE_DAMAGED"
        assert app.call("view", vault=vault)["vault"] == vault

    # The page syncs by itself as soon as the other device has pushed.
    lies = Lies(profile.context)
    lies.path, lies.media_type, lies.body = "/pushes?after=", PACKED, unknown_field(DEPTHS[-1])
    author.commit(vault, 0.1, "from afar")
    author.call("sync")
    for path, document, media_type, status in (
        ("/pushes?after=", unknown_field, PACKED, 200),
        ("/pushes?after=", packed, PACKED, 200),
        ("/vaults", unknown_field, PACKED, 200),
        ("/vaults", problem, PROBLEM, 422),
        ("/keyset", unknown_field, PACKED, 200),
        ("/keyset", problem, PROBLEM, 500),
        ("/roster?after=", packed, PACKED, 200),
    ):
        for levels in DEPTHS:
            lies.status, lies.media_type, lies.body = status, media_type, document(levels)
            lies.path, lies.told = path, 0
            assert "ok" in ask(app, "sync")
            assert lies.told, path
            assert app.call("view", vault=vault)["vault"] == vault

    lies.path = ""
    app.sync_now()
    app.wait_synced()
    assert "from afar" in app.said()
