"""Real reverse proxies in front of a server: Caddy and nginx from the packages of the system."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conftest import ROOT

START_SECONDS = 20

CADDY = """
{{
	admin off
	auto_https off
	storage file_system {folder}
}}
http://127.0.0.1:{port} {{
	{portal}
	reverse_proxy 127.0.0.1:{upstream}
}}
"""
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  client_max_body_size 64k;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      {portal}
      proxy_pass http://127.0.0.1:{upstream};
      proxy_set_header Host $http_host;
      proxy_http_version 1.1;
      proxy_read_timeout 60s;
    }}
  }}
}}
"""
# What stands between a device and its server, in the words of each proxy.
PORTALS = {
    "none": ("", ""),
    "a page with 200": (
        'header Content-Type text/html\n\trespond "<h1>Welcome to the station</h1>" 200',
        'default_type text/html; return 200 "<h1>Welcome to the station</h1>";',
    ),
    "a log-in of its own": (
        'header Content-Type text/html\n\trespond "<h1>Authorization Required</h1>" 401',
        "return 401;",
    ),
    "a redirect": ("redir http://127.0.0.1:9/login 302", "return 302 http://127.0.0.1:9/login;"),
    "maintenance": ('respond "Back soon" 503', "return 503;"),
    "a time-out": ("respond 504", "return 504;"),
}


def find_proxy(kind: str) -> str:
    """The path of the program. It is installed if it is missing."""
    script = [str(ROOT / "scripts" / "find_or_install_proxy.sh"), kind]
    return subprocess.run(script, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def proxy(kind: str, folder: Path, port: int, upstream: int, portal: str = "none") -> Iterator[str]:
    """Runs a proxy that passes everything on to port `upstream`, or that a portal keeps from it. Yields its
    address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    program, config, url = find_proxy(kind), folder / f"{kind}.conf", f"http://127.0.0.1:{port}"
    text, own = (CADDY, PORTALS[portal][0]) if kind == "caddy" else (NGINX, PORTALS[portal][1])
    config.write_text(text.format(folder=folder, port=port, upstream=upstream, portal=own))
    command = (
        [program, "run", "--adapter", "caddyfile", "--config", str(config)]
        if kind == "caddy"
        else [program, "-p", str(folder), "-c", str(config)]
    )
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _wait_until_up(url, process, folder / "log")
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=START_SECONDS) as client:
        while True:
            assert process.poll() is None, log.read_text()
            try:
                client.get(url)
            except httpx.ConnectError:
                continue
            return
