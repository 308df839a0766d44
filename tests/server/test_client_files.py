"""The built client, as it is served."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.settings import Settings
from server.web.client_files import PART_BYTES, ClientFiles
from shared.errors import AutusError
from tests.server.conftest import serving

pytestmark = pytest.mark.sqlite

PAGE = {"accept": "text/html,*/*", "sec-fetch-mode": "navigate", "accept-encoding": "gzip, br"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("client")
    dist = folder / "dist"
    for name, content in {
        "index.html": b"<!doctype html>",
        "index.html.br": b"small page",
        "service-worker.js": b"self",
        "manifest.webmanifest": b"{}",
        "assets/main-abc.js": b"code",
        "assets/main-abc.js.br": b"br",
        "py/1f/runtime.wasm": b"\0asm",
        "icons/icon.svg": b"<svg/>",
        "icons/data.unknown": b"?",
    }.items():
        path = dist / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "secret.txt").write_bytes(b"secret")
    with (
        serving(Settings(data=str(folder / "data"), client=str(dist))) as server,
        httpx.Client(base_url=server.url, headers={"accept-encoding": "identity"}) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "media_type", "caching"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/service-worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/assets/main-abc.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/py/1f/runtime.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/icons/icon.svg", "image/svg+xml", "no-cache"),
        ("/icons/data.unknown", "application/octet-stream", "no-cache"),
    ],
)
def test_types_and_caching(client: httpx.Client, path: str, media_type: str, caching: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == caching
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers


def test_every_answer_has_the_security_headers(client: httpx.Client) -> None:
    for path in ("/", "/assets/main-abc.js", "/nothing.js", "/api/v1/vaults", "/health/live", "/schema"):
        headers = client.get(path).headers
        # One header with one policy: a comma would begin a second one.
        (policy,) = headers.get_list("content-security-policy")
        assert dict(each.strip().split(" ", 1) for each in policy.split(";")) == {
            "default-src": "'self'",
            "script-src": "'self' 'wasm-unsafe-eval'",
            "style-src": "'self'",
            "img-src": "'self' data: blob:",
            "font-src": "'self'",
            "connect-src": "'self'",
            "worker-src": "'self'",
            "frame-src": "'none'",
            "child-src": "'none'",
            "object-src": "'none'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
            "form-action": "'self'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "autus autus-start",
        }
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=(self)" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers
        assert "server" not in headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br", "br"), ("gzip, br;q=1", "br"), ("gzip", None), ("br;q=0", None), ("br; q=0.0, gzip", None)],
)
def test_brotli_is_sent_to_clients_that_accept_it(
    client: httpx.Client, accepted: str, encoding: str | None
) -> None:
    with client.stream("GET", "/assets/main-abc.js", headers={"accept-encoding": accepted}) as answer:
        content = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert content == (b"br" if encoding else b"code")


def test_a_head_request_is_answered_without_the_file(client: httpx.Client) -> None:
    for path in ("/", "/assets/main-abc.js"):
        whole, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert [name for name in whole.headers if name != "date"] == [
            name for name in head.headers if name != "date"
        ]
        assert head.headers["content-length"] == str(len(whole.content))
    assert client.head("/nothing.js").status_code == 404


def test_the_media_type_is_sent_once(client: httpx.Client) -> None:
    for path in ("/", "/index.html", "/schema", "/health/live"):
        (kind,) = client.get(path).headers.get_list("content-type")
        assert kind.count("charset") <= 1


def test_an_unchanged_file_is_not_sent_again(client: httpx.Client) -> None:
    plain = client.get("/assets/main-abc.js").headers["etag"]
    again = client.get("/assets/main-abc.js", headers={"if-none-match": plain})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == plain
    other = {"if-none-match": plain, "accept-encoding": "br"}
    assert client.get("/assets/main-abc.js", headers=other).headers["etag"] != plain


@pytest.mark.parametrize("path", ["/", "/service-worker.js", "/manifest.webmanifest"])
def test_no_cache_can_have_a_file_without_a_hash_in_its_name_confirmed(
    client: httpx.Client, path: str
) -> None:
    """A copy that a proxy cut short would be confirmed with it."""
    answer = client.get(
        path, headers={"if-none-match": "*", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    )
    assert answer.status_code == 200
    assert answer.content
    assert not {"etag", "last-modified"} & set(answer.headers)


def test_addresses_of_pages_show_the_client(client: httpx.Client) -> None:
    answer = client.get("/history/at/5", headers={**PAGE, "accept-encoding": "identity"})
    assert answer.content == b"<!doctype html>"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/history", {"accept": "application/json"}),
        ("/history", {**PAGE, "sec-fetch-mode": "cors"}),
        ("/assets/gone.js", PAGE),
        ("/assets/gone", PAGE),
        ("/missing.js", PAGE),
        ("/index.html.br", PAGE),
        ("/api/v1/nothing", PAGE),
        ("/schema/nothing", PAGE),
        ("/../secret.txt", PAGE),
        ("/..%2fsecret.txt", PAGE),
        ("/assets/%2e%2e/%2e%2e/secret.txt", PAGE),
        ("//etc/passwd.txt", PAGE),
        ("/icons/..%5c..%5csecret.txt", PAGE),
    ],
)
def test_nothing_else_is_served(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    answer = client.send(httpx.Request("GET", f"{str(client.base_url).rstrip('/')}{path}", headers=headers))
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"


def test_a_missing_folder_has_no_files(client: httpx.Client, tmp_path_factory: object) -> None:
    folder = Path(str(tmp_path_factory.mktemp("gone")))  # type: ignore[attr-defined]
    assert ClientFiles(folder).files == {}
    with pytest.raises(AutusError, match="BAD_SETTINGS"):
        ClientFiles(folder / "missing")


def test_a_large_file_is_sent_in_parts(settings: Settings, client_folder: Path) -> None:
    content = bytes(range(256)) * (5 * PART_BYTES // 512)
    (client_folder / "large.wasm").write_bytes(content)
    (client_folder / "exact.wasm").write_bytes(content[:PART_BYTES])
    (client_folder / "large.js").write_bytes(content)
    with serving(settings) as server, httpx.Client(base_url=server.url) as client:
        for name, size in (("large.wasm", len(content)), ("exact.wasm", PART_BYTES)):
            answer = client.get(f"/{name}")
            assert answer.content == content[:size]
            assert "transfer-encoding" not in answer.headers
            head = client.head(f"/{name}")
            assert (head.headers["content-length"], head.content) == (str(size), b"")
            assert client.head(f"/{name}").status_code == 200
        assert client.get("/large.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_downloads_that_nobody_reads_do_not_hold_their_files(settings: Settings, client_folder: Path) -> None:
    size, downloads = 16 * 1024 * 1024, 20
    (client_folder / "large.wasm").write_bytes(bytes(size))
    with serving(settings) as server, contextlib.ExitStack() as stack:
        port = httpx.URL(server.url).port
        for _ in range(downloads):
            unread = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            unread.sendall(b"GET /large.wasm HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert unread.recv(15) == b"HTTP/1.1 200 OK"
        held = sum(
            connection.transport.get_write_buffer_size()
            for connection in server.server.server_state.connections
        )
    assert held < downloads * 2 * PART_BYTES
