"""Answers that are none: pages of HTML, redirects, bodies without end, refusals that nobody meant."""

from __future__ import annotations

import msgspec

from shared.device.core.host import Response, TransportError
from shared.errors import AutusError
from shared.wire.snapshots import Snapshot
from tests.lies.liar import Asked, Liar, Tell

PAGE = b"<!doctype html><title>Sign in</title><p>Sign in to this network."


async def html(liar: Liar, _: Asked) -> Response:
    """What a portal answers to everything."""
    liar.told += 1
    return Response(200, PAGE, "text/html")


async def redirect(liar: Liar, _: Asked) -> Response:
    """No host follows it: it is the answer."""
    liar.told += 1
    return Response(302, b"", "text/html")


async def empty(liar: Liar, asked: Asked) -> Response:
    """An empty body of the right type."""
    answer = await liar.ask(asked)
    liar.told += 1
    return answer._replace(status=200, body=b"", media_type="application/msgpack")


async def noise(liar: Liar, asked: Asked) -> Response:
    """The bytes of the honest answer, the last one first."""
    answer = await liar.ask(asked)
    liar.told += 1
    return answer._replace(body=answer.body[::-1])


async def endless(liar: Liar, _: Asked) -> Response:
    """What a host makes of a body that is larger than any answer."""
    liar.told += 1
    raise AutusError("ANSWER_TOO_LARGE", "the body has no end")


async def silent(liar: Liar, _: Asked) -> Response:
    """What a host makes of a body that comes too slowly."""
    liar.told += 1
    raise TransportError("TIMEOUT", "the body is too slow")


def refused(status: int, code: str) -> Tell:
    async def tell(liar: Liar, _: Asked) -> Response:
        return liar.refuse(status, code)

    return tell


def garbled_snapshot(_: Liar, snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, sealed=snapshot.sealed[::-1])


def snapshot_of_another_push(_: Liar, snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, number=max(1, snapshot.number - 1))


def first_snapshot(liar: Liar, _: Snapshot) -> Snapshot:
    """The oldest one that the liar has seen, of whatever goal."""
    return liar.past["snapshot"][0]  # type: ignore[no-any-return]
