"""The problem documents of the server without sockets."""

from __future__ import annotations

import json

from shared.device.core.host import Response
from shared.errors import AutusError

STATUS = {
    "BAD_CREDENTIALS": 401,
    "BAD_TICKET": 401,
    "MAILBOX_USED": 409,
    "NOT_FOUND": 404,
    "VAULT_DELETED": 410,
    "NOT_SIGNED_IN": 401,
    "HEADS_MOVED": 409,
    "HEAD_MOVED": 409,
    "DEVICE_REVOKED": 403,
    "ROSTER_MOVED": 409,
    "KEYSET_MOVED": 409,
    "SNAPSHOT_MOVED": 409,
}


def refusal(error: AutusError) -> Response:
    """The problem document of a refusal."""
    status = STATUS.get(error.code, 422)
    problem = {"code": error.code, "detail": error.detail, **error.fields, "status": status}
    return Response(status, json.dumps(problem).encode(), "application/problem+json")
