"""`healthcheck`: asks the server of these settings whether it is ready."""

from __future__ import annotations

import http.client

import msgspec

from server.settings import Settings
from shared.errors import AutusError
from shared.wire.decoding import Limits, json_decoder

SECONDS = 4.0
ANSWER_BYTES_MAX = 64 * 1024
# An address of this machine, where the server listens on all of them.
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - nothing is bound to it


class _Health(msgspec.Struct):
    status: str | int = ""
    warning: str | None = None
    reason: str | None = None
    detail: str = ""


_decode = json_decoder(_Health, Limits(ANSWER_BYTES_MAX))


def healthcheck(settings: Settings, *, live: bool) -> list[str]:
    """The lines that the command prints. Raises AutusError NOT_READY where the server is not ready."""
    host = ANY.get(settings.host, settings.host)
    path = "/health/live" if live else "/health/ready"
    connection = http.client.HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        health = _decode(answer.read(ANSWER_BYTES_MAX))
    except (OSError, http.client.HTTPException, msgspec.MsgspecError) as error:
        raise AutusError("NOT_READY", f"{host}:{settings.port} does not answer: {error}") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise AutusError("NOT_READY", f"{health.reason or answer.status}: {health.detail}")
    return [str(health.status), *([health.warning] if health.warning else [])]
